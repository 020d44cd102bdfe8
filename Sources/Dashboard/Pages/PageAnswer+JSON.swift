internal import Basics
internal import HTTPListener
internal import HTTPTypes

extension PageAnswer {
  /// The answer to a question.
  static func json(_ reply: Reply, path: String) -> PageAnswer {
    let example = Question.example(of: path)
    switch reply {
    case .answer(let bytes): return PageAnswer(.ok, contentType: "application/json", body: bytes)
    case .nothing: return fault(.notFound, "the address is unknown in this time range", example: example)
    case .failed: return fault(.internalServerError, "the query failed; the log says why", example: example)
    case .late: return unavailable("the query took too long", example)
    case .busy: return unavailable("too many queries are waiting", example)
    }
  }

  /// A refusal as JSON.
  static func fault(_ status: HTTPResponse.Status, _ message: String, example: String) -> PageAnswer {
    var json = JSONWriter()
    json.object { json in
      json.field("error", message)
      json.field("example", example)
    }
    return PageAnswer(status, contentType: "application/json", body: json.bytes)
  }

  private static func unavailable(_ message: String, _ example: String) -> PageAnswer {
    var answer = fault(.serviceUnavailable, message, example: example)
    answer.fields[.retryAfter] = "5"
    return answer
  }
}
