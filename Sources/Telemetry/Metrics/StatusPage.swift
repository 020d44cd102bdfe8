internal import FoundationEssentials

/// The page that people and their programs read: a collector's status as one JSON object.
///
/// Its keys are stable: some may be added, none is renamed or taken away. Counts have the names that they have
/// everywhere; times are RFC 3339 in UTC; `null` is what is not known; `bus`, `tracing` and `store` are `null`
/// where they are off.
public struct StatusPage: Sendable, Hashable {
  /// The most containers that are told one by one; the others are summed in `others`.
  public static let containerLimit = ContainerRows.limit

  /// What is told.
  public let status: CollectorStatus
  /// What the system says of the process.
  let process: ProcessReading

  /// A page of a status, and of the process as it is now.
  public init(_ status: CollectorStatus) {
    self.init(status, process: .now())
  }

  init(_ status: CollectorStatus, process: ProcessReading) {
    self.status = status
    self.process = process
  }

  /// The page's bytes: one line of JSON with its LF.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Each key is one of ours; a number that JSON has no word for is a fault of the one who filled the status.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity",
      negativeInfinity: "-Infinity",
      nan: "NaN"
    )
    return Array(try encoder.encode(StatusDocument(status, process))) + [UInt8(ascii: "\n")]
  }

  /// A time of the page: RFC 3339 with milliseconds.
  static func time(_ seconds: Double) -> String {
    // Years that a date can have; beyond, its formatter traps or makes up its own spelling.
    let bounded = min(max(seconds.isFinite ? seconds : 0, 0), 253_402_300_799)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return Date(timeIntervalSince1970: bounded).formatted(style)
  }
}
