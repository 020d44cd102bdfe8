/// The two files: the raw log and the records.
///
/// ```swift
/// var files = try EvidenceFiles(logFile: "/var/log/decnet/decnet.log")
/// try files.prepare(raw: batch.raw.count, records: batch.records.count)
/// try files.append(raw: batch.raw, records: batch.records)
/// ```
///
/// They belong to one thread at a time. After an error the same call can be made again: what had been appended
/// is not appended twice.
public struct EvidenceFiles: ~Copyable {
  /// How many bytes of each file's recent appends are kept, to repair a truncation.
  public static let recentLimit = 4 << 20

  private var log: AppendedFile
  private var records: AppendedFile
  /// Whether the raw log has the lines of an append that the records still lack.
  private var isLogAhead = false

  /// The record file that belongs to a raw log: its suffix replaced by `.json`.
  ///
  /// - Returns: `nil` for a name that ends in `.json` itself.
  public static func recordFile(for logFile: String) -> String? {
    guard !logFile.hasSuffix(".json") else { return nil }
    let (_, name) = TruncatedCopy.split(logFile)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return logFile + ".json" }
    return String(logFile.dropLast(name[dot...].count)) + ".json"
  }

  /// Opens both files, or makes them, with the directories above them.
  public init(logFile: String, recordFile: String) throws(EvidenceError) {
    let log = try AppendedFile(path: logFile, recentLimit: Self.recentLimit)
    let records = try AppendedFile(path: recordFile, recentLimit: Self.recentLimit)
    self.log = log
    self.records = records
  }

  /// How many truncations of which no copy was found, so that nobody can say what is lost.
  public var unexplainedTruncations: Int { log.unexplainedTruncations + records.unexplainedTruncations }

  /// Sees to it that what comes next goes to the files that have the names, and that there is room for it.
  ///
  /// - Parameters:
  ///   - rawLength: bytes for the raw log.
  ///   - recordsLength: bytes for the records.
  public mutating func prepare(raw rawLength: Int, records recordsLength: Int) throws(EvidenceError) {
    try log.prepare(toAppend: rawLength)
    try records.prepare(toAppend: recordsLength)
  }

  /// Appends whole lines to the one file and whole records to the other.
  public mutating func append(raw lines: [UInt8], records: [UInt8]) throws(EvidenceError) {
    if !isLogAhead { try log.append(lines) }
    isLogAhead = true
    try self.records.append(records)
    isLogAhead = false
  }

  /// Opens both names again, whatever they lead to.
  public mutating func reopen() throws(EvidenceError) {
    try log.reopen()
    try records.reopen()
  }

  /// Makes sure that what was appended survives a power cut.
  public func synchronize() throws(EvidenceError) {
    try log.synchronize()
    try records.synchronize()
  }
}
