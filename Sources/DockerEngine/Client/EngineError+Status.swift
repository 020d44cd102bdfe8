internal import FoundationEssentials
internal import NIOCore
internal import Basics

extension EngineError {
  /// The error for an answer whose status is not 200.
  ///
  /// The engine's own words are in its JSON body (`{"message": …}`); a proxy's may be plain text.
  static func status(_ status: Int, body: ByteBuffer, path: String) -> Self {
    struct Answer: Decodable {
      var message: String
    }
    let answer = try? JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
    let words =
      answer.map { PrintableText.make(from: $0.message.utf8) }
      ?? PrintableText.make(from: body.readableBytesView)
    let resource = path.prefix { $0 != "?" }
    return Self(
      code: status == 404 ? .notFound : .status(status),
      message: "GET \(resource): status \(status)" + (words.isEmpty ? "" : ": \(words)")
    )
  }
}
