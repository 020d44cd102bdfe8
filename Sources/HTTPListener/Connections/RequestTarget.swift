internal import NIOCore
internal import NIOHTTP1

/// Takes the host from a request's target in absolute form, `GET http://host/path`, and puts it in place of the header
/// `Host` (RFC 9112, section 3.2.2). The library takes the path out of any target and ignores the host, so this handler
/// stands before it.
final class RequestTarget: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data), !head.uri.hasPrefix("/") else {
      context.fireChannelRead(data)
      return
    }
    if let (host, path) = Self.parts(of: head.uri) {
      head.uri = path
      // A request with no Host or with several is still refused.
      if head.headers["Host"].count == 1 { head.headers.replaceOrAdd(name: "Host", value: host) }
    } else {
      // No page has a target of another form.
      head.uri = "*"
    }
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }

  /// The host, perhaps with a port, and the path with its query; `nil` for a target of another form.
  static func parts(of target: String) -> (host: String, path: String)? {
    let scheme = ["http://", "https://"].first { target.lowercased().hasPrefix($0) }
    guard let scheme else { return nil }
    let rest = target.dropFirst(scheme.count)
    let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !host.isEmpty else { return nil }
    let path = rest[host.endIndex...]
    return (String(host), path.hasPrefix("/") ? String(path) : "/\(path)")
  }
}
