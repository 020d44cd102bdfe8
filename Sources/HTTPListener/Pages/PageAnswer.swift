package import HTTPTypes

package struct PageAnswer: Sendable {
  package var status: HTTPResponse.Status
  /// The media type of the body.
  package var contentType: String
  /// The body; ignored if there is a stream.
  package var body: [UInt8]
  /// Further header fields; they replace those of the same name that every answer has.
  package var fields: HTTPFields
  /// An endless body in place of ``body``. Whoever gets the answer ends it.
  package var stream: (any PageStream)?

  package init(
    _ status: HTTPResponse.Status,
    contentType: String = "text/plain; charset=utf-8",
    body: [UInt8] = [],
    fields: HTTPFields = [:],
    stream: (any PageStream)? = nil
  ) {
    self.status = status
    self.contentType = contentType
    self.body = body
    self.fields = fields
    self.stream = stream
  }

  /// One line of text.
  package static func line(_ status: HTTPResponse.Status, _ text: String) -> PageAnswer {
    PageAnswer(status, body: Array("\(text)\n".utf8))
  }

  var head: HTTPResponse {
    var all: HTTPFields = [
      .contentType: contentType, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
      // One request a connection makes room for others.
      .connection: "close",
    ]
    if stream == nil { all[.contentLength] = String(body.count) }
    for field in fields { all[field.name] = field.value }
    return HTTPResponse(status: status, headerFields: all)
  }
}
