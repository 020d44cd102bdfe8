/// What a rotated file's name says about its place among the others.
package enum RotationName: Sendable, Hashable {
  /// `NAME.1`. A higher number is older, unless the rotation counts upwards.
  case numbered(Int)
  /// `NAME-20261124` and the like. A greater one is newer.
  case dated(String)

  /// - Parameter suffix: what follows the file's own name, without `.gz`.
  /// - Returns: `nil` if no rotation makes such a name.
  package init?(suffix: some StringProtocol) {
    let bytes = Array(suffix.utf8)
    guard let first = bytes.first, first == UInt8(ascii: ".") || first == UInt8(ascii: "-")
    else { return nil }
    let digits = bytes.count { 0x30...0x39 ~= $0 }
    if first == UInt8(ascii: "."), 1...5 ~= digits, digits == bytes.count - 1,
      let number = Int(suffix.dropFirst())
    {
      self = .numbered(number)
      return
    }
    let isDate = bytes.allSatisfy { 0x30...0x39 ~= $0 || "-_.:TZ".utf8.contains($0) }
    guard 6...32 ~= digits, bytes.count <= 48, isDate else { return nil }
    self = .dated(String(suffix))
  }

  /// Whether a file with this name is older than one with another; `nil` if the names don't tell.
  package func isOlder(than other: RotationName) -> Bool? {
    switch (self, other) {
    case (.numbered(let number), .numbered(let theirs)): number == theirs ? nil : number > theirs
    case (.dated(let date), .dated(let theirs)): date == theirs ? nil : date < theirs
    default: nil
    }
  }
}
