/// What a stretch of one container's lines comes to.
public struct LineBatch: Sendable {
  /// For the raw log: lines, each with its LF.
  public var raw: [UInt8] = []
  /// For the record file: records, each with its LF.
  public var records: [UInt8] = []
  /// The lines' accounting.
  public var counts = LineCounts()
  /// Where in ``raw`` the last line stands, without its LF; empty where the last line was empty.
  public var lastLine = 0..<0

  /// Nothing yet.
  public init() {}
}
