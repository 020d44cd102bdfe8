/// Knows how far somebody who reads the record file has come.
public protocol ConsumerProbe: Sendable {
  /// Who it is, for people.
  var name: String { get }

  /// How many bytes of the record file are yet to be read; it must not change anything, and ends when its task is
  /// cancelled.
  ///
  /// - Throws: an error whose description is one line, where that can't be known.
  func bytesBehind() async throws -> Int
}
