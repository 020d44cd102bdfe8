/// A place between two events, which stays there whatever is added or deleted.
public struct EventCursor: Sendable, Hashable, Codable, CustomStringConvertible {
  let time: Int64
  let id: Int64

  init(time: Int64, id: Int64) {
    self.time = time
    self.id = id
  }

  /// Reads what ``description`` has written; `nil` for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count <= 16, parts[1].utf8.count <= 16,
      let time = UInt64(parts[0], radix: 16), let id = UInt64(parts[1], radix: 16)
    else { return nil }
    self.init(time: Int64(bitPattern: time), id: Int64(bitPattern: id))
  }

  /// Text that can stand in a URL.
  public var description: String {
    String(UInt64(bitPattern: time), radix: 16) + "-" + String(UInt64(bitPattern: id), radix: 16)
  }
}
