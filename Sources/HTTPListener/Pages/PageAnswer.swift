public import HTTPTypes

/// What is answered to a request.
public struct PageAnswer: Sendable {
  /// The status.
  public var status: HTTPResponse.Status
  /// What kind of body it is.
  public var contentType: String
  /// The body; of no meaning where there is a stream.
  public var body: [UInt8]
  /// Further header fields. They stand in place of those with the same name that each answer has.
  public var fields: HTTPFields
  /// A body without end in place of ``body``. Whoever gets the answer ends it.
  public var stream: (any PageStream)?

  /// An answer.
  public init(
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

  /// A page.
  static func page(_ bytes: [UInt8], _ contentType: String) -> PageAnswer {
    PageAnswer(.ok, contentType: contentType, body: bytes)
  }

  /// One line of text.
  public static func line(_ status: HTTPResponse.Status, _ text: String) -> PageAnswer {
    PageAnswer(status, body: Array("\(text)\n".utf8))
  }

  /// The head of the response.
  var head: HTTPResponse {
    var all: HTTPFields = [
      .contentType: contentType,
      .cacheControl: "no-store",
      .xContentTypeOptions: "nosniff",
      // One request a connection: whoever has its answer makes room.
      .connection: "close",
    ]
    if stream == nil { all[.contentLength] = String(body.count) }
    for field in fields { all[field.name] = field.value }
    return HTTPResponse(status: status, headerFields: all)
  }
}
