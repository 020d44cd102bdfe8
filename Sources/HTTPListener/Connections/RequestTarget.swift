internal import NIOCore
internal import NIOHTTP1

/// Reads the host out of a request's target, where that has one: `GET http://host/path`.
///
/// RFC 9112, section 3.2.2: such a host counts, and the header `Host` is ignored. The library takes the path out of any
/// target and leaves the rest unread, so this stands before it.
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
      // None, and more than one, are refused as ever.
      if head.headers["Host"].count == 1 { head.headers.replaceOrAdd(name: "Host", value: host) }
    } else {
      // A target of another form names nothing that is here.
      head.uri = "*"
    }
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }

  /// The host, perhaps with a port, and the path with its query; `nil` where it is no target of this form.
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

@available(*, unavailable)
extension RequestTarget: Sendable {}
