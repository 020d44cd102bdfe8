/// What the name of a rotated file says of its place among the others.
package enum RotationName: Sendable, Hashable {
  /// `NAME.1`: the higher the number, the older; the newer where whoever rotates counts on.
  case numbered(Int)
  /// `NAME-20261124` and its like: the greater, the newer.
  case dated(String)

  /// - Parameter suffix: what follows the file's own name, without `.gz`.
  /// - Returns: `nil` for what no rotation has made.
  package init?(suffix: some StringProtocol) {
    let bytes = Array(suffix.utf8)
    guard let first = bytes.first, first == UInt8(ascii: ".") || first == UInt8(ascii: "-") else {
      return nil
    }
    let digits = bytes.count { 0x30...0x39 ~= $0 }
    if first == UInt8(ascii: "."), 1...5 ~= digits, digits == bytes.count - 1,
      let number = Int(suffix.dropFirst())
    {
      self = .numbered(number)
      return
    }
    guard 6...32 ~= digits, bytes.count <= 48, bytes.allSatisfy(Self.isPartOfDate) else { return nil }
    self = .dated(String(suffix))
  }

  private static func isPartOfDate(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"),
      UInt8(ascii: "T"),
      UInt8(ascii: "Z"):
      true
    default: false
    }
  }
}
