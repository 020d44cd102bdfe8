internal import Basics

/// A reader of the record file whose position is known.
package protocol ConsumerProbe: Sendable {
  var name: String { get }

  /// The bytes of the record file not read yet. Changes nothing, heeds cancellation, throws errors of one line.
  func bytesBehind() async throws -> Int
}

/// How far a reader of the records is behind.
package struct ConsumerCheck: Check {
  /// How far a reader may be behind, in bytes: some thousand records, less than a second of reading.
  static let lag = 8 << 20

  private let consumer: any ConsumerProbe

  package init(_ consumer: any ConsumerProbe) { self.consumer = consumer }

  package let name = "consumer"

  package func probe(_ survey: Survey) async throws(Late) -> Result<Int, any Error> {
    let behind: Result<Int, any Error>? = await withTimeout(TimeLimit.check) {
      do { return .success(try await consumer.bytesBehind()) } catch { return .failure(error) }
    }
    guard let behind else { throw Late(NameList.name(consumer.name)) }
    return behind
  }

  package func judge(_ behind: Result<Int, any Error>) -> Finding? {
    let name = NameList.name(consumer.name)
    switch behind {
    case .failure(let error):
      return .warning(
        "\(name): \(PrintableText.make(from: "\(error)".utf8))",
        advice: "Check whether its file exists and can be read, and whether it runs."
      )
    case .success(let bytes):
      let found = "\(name) is \(ByteText.text(bytes)) behind the records"
      guard bytes > Self.lag else { return .ok(found) }
      return .warning(
        found,
        advice: "Check whether it runs; it never sees records that are rotated away before it has read them."
      )
    }
  }
}
