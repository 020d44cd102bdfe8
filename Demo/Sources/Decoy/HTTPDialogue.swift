/// A web server with a log-in page, one request per connection.
struct HTTPDialogue: Dialogue {
  private enum Step {
    case head
    case body(HTTPRequest, length: Int)
    case done
  }

  private static let userNames = ["username", "user", "login", "log", "email", "name"]
  private static let secretNames = ["password", "pass", "passwd", "pwd", "secret"]

  private var step = Step.head
  private var buffer: [UInt8] = []

  mutating func greet() -> Reply { Reply() }

  mutating func receive(_ bytes: ArraySlice<UInt8>) -> Reply {
    buffer.append(contentsOf: bytes)
    if case .head = step, let reply = readHead() { return reply }
    if case .body(let request, let length) = step, buffer.count >= length {
      return answer(request, body: Array(buffer.prefix(length)))
    }
    return Reply()
  }

  mutating func finish() -> [Event] {
    defer { step = .done }
    switch step {
    case .head: return buffer.isEmpty ? [] : [Self.malformed(buffer)]
    case .body(let request, _): return [Self.event(request, body: buffer)]
    case .done: return []
    }
  }

  /// Takes the head off the buffer when it is there; an answer only if that was the end of it.
  private mutating func readHead() -> Reply? {
    guard let end = Self.endOfHead(buffer), end.lowerBound <= Limits.head else {
      guard buffer.count > Limits.head else { return nil }
      return refuse("431 Request Header Fields Too Large")
    }
    guard let request = HTTPRequest(head: buffer[..<end.lowerBound]) else {
      return refuse("400 Bad Request")
    }
    buffer.removeSubrange(..<end.upperBound)
    guard let length = request.contentLength, length <= Limits.body else {
      step = .done
      return Reply(
        events: [Self.event(request, body: buffer)],
        bytes: LoginPage.failure("413 Content Too Large"),
        hangsUp: true
      )
    }
    step = .body(request, length: length)
    return nil
  }

  private mutating func refuse(_ status: String) -> Reply {
    step = .done
    return Reply(events: [Self.malformed(buffer)], bytes: LoginPage.failure(status), hangsUp: true)
  }

  private mutating func answer(_ request: HTTPRequest, body: [UInt8]) -> Reply {
    step = .done
    var reply = Reply(events: [Self.event(request, body: body)], hangsUp: true)
    let path = request.path.prefix { $0 != UInt8(ascii: "?") }
    if request.method.elementsEqual("POST".utf8) {
      let form = Form(body)
      if let secret = form.value(Self.secretNames) {
        reply.events.append(.authAttempt(user: form.value(Self.userNames) ?? [], secret: secret))
      }
      reply.bytes = LoginPage.response(error: "Wrong user name or password.")
    } else if ["/", "/login", "/admin", "/index.html"].contains(where: { path.elementsEqual($0.utf8) }) {
      reply.bytes = LoginPage.response()
    } else {
      reply.bytes = LoginPage.failure("404 Not Found")
    }
    return reply
  }

  /// Where the empty line after request line and headers stands, with line ends of either kind.
  private static func endOfHead(_ bytes: [UInt8]) -> Range<Int>? {
    var lineStart = 0
    while let newline = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) {
      let line = bytes[lineStart..<newline]
      if lineStart > 0, line.isEmpty || line.elementsEqual([13]) { return lineStart..<newline + 1 }
      lineStart = newline + 1
    }
    return nil
  }

  private static func event(_ request: HTTPRequest, body: [UInt8]) -> Event {
    var event = Event("request", "request served")
    event.add("method", request.method)
    event.add("path", request.path)
    event.add("user_agent", request.header("user-agent") ?? [])
    event.add("headers", request.headersAsJSON)
    event.add("body", body[..<min(body.count, Limits.loggedBody)])
    return event
  }

  private static func malformed(_ bytes: [UInt8]) -> Event {
    var event = Event("malformed_request", "request not understood")
    event.add("data", bytes[..<min(bytes.count, Limits.loggedBody)])
    return event
  }
}
