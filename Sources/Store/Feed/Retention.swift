/// How long records are kept, and how many.
public struct Retention: Sendable, Hashable {
  /// The smallest size that a store can be held to, in bytes.
  public static let smallestSize = 16 << 20

  /// Records older than so many seconds are deleted; `nil` keeps them.
  public var keep: Int?
  /// The oldest records are deleted when the database files have more bytes than this; `nil` keeps them. At least
  /// ``smallestSize``.
  public var keepSize: Int?

  /// By default all is kept.
  public init(keep: Int? = nil, keepSize: Int? = nil) {
    self.keep = keep
    self.keepSize = keepSize.map { max($0, Self.smallestSize) }
  }
}
