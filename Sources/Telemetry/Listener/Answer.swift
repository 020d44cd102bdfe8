internal import HTTPTypes

/// What is answered to a request.
struct Answer: Sendable, Hashable {
  var status: HTTPResponse.Status
  var contentType = "text/plain; charset=utf-8"
  var body: [UInt8] = []
  /// The methods that would have been answered.
  var allow: String?

  /// A page.
  static func page(_ bytes: [UInt8], _ contentType: String) -> Answer {
    Answer(status: .ok, contentType: contentType, body: bytes)
  }

  /// One line of text.
  static func line(_ status: HTTPResponse.Status, _ text: String) -> Answer {
    Answer(status: status, body: Array("\(text)\n".utf8))
  }

  /// The head of the response.
  var head: HTTPResponse {
    var fields: HTTPFields = [
      .contentType: contentType,
      .contentLength: String(body.count),
      .cacheControl: "no-store",
      .xContentTypeOptions: "nosniff",
      // One request a connection: whoever has its answer makes room.
      .connection: "close",
    ]
    if let allow { fields[.allow] = allow }
    return HTTPResponse(status: status, headerFields: fields)
  }
}
