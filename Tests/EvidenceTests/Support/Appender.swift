@testable import Evidence

/// An appended file as the collector uses it: it looks before each append.
final class Appender {
  private var file: AppendedFile

  init(_ path: String, recentLimit: Int = 1 << 20) throws {
    file = try AppendedFile(path: path, recentLimit: recentLimit)
  }

  var reopenings: Int { file.reopenings }
  var truncations: Int { file.truncations }
  var unexplainedTruncations: Int { file.unexplainedTruncations }

  func prepare(_ length: Int = 0) throws(EvidenceError) { try file.prepare(toAppend: length) }

  func reopen() throws(EvidenceError) { try file.reopen() }

  func synchronize() throws(EvidenceError) { try file.synchronize() }

  /// Appends without a look at the file before.
  func appendUnprepared(_ text: String) throws(EvidenceError) { try file.append(Array(text.utf8)) }

  /// - Parameter meanwhile: what others do after the look and before the append.
  func append(_ text: String, meanwhile: () throws -> Void = {}) throws {
    try file.prepare(toAppend: text.utf8.count)
    try meanwhile()
    try file.append(Array(text.utf8))
  }
}
