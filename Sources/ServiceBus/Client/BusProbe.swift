internal import Basics
internal import Files
internal import Glibc
internal import NIOCore

/// Finds out whether a broker serves a socket, without publishing an event.
package enum BusProbe {
  package enum Outcome: Sendable, Hashable {
    /// A broker read HELLO and BYE, and closed the connection as the protocol demands.
    case answered
    /// The connection was accepted, and nothing happened in time.
    case silent
    /// Connecting failed with this errno.
    case failed(Int32)
  }

  /// Says HELLO and BYE, and waits for the broker to close the connection. Blocks for at most three times `seconds`.
  package static func run(_ path: String, name: String, seconds: Int) -> Outcome {
    do throws(BusError) { try BusError.checkLength(of: path) } catch { return .failed(ENAMETOOLONG) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return .failed(errno) }
    defer { close(descriptor) }
    // On a UNIX socket the send timeout applies to connecting as well (unix(7)).
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    for option in [SO_SNDTIMEO, SO_RCVTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }
    let connected = SocketFile.withAddress(path) { connect(descriptor, $0, $1) }
    guard connected == 0 else { return .failed(errno) }
    var frames = FrameEncoder.encode(.hello, name)
    frames.writeImmutableBuffer(FrameEncoder.encode(.bye))
    let sent = frames.withUnsafeReadableBytes {
      send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    guard sent == frames.readableBytes else { return .silent }
    return waitForEnd(descriptor) ? .answered : .silent
  }

  /// A broker may send a greeting before it closes; at most one buffer of it is read.
  private static func waitForEnd(_ descriptor: Int32) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: BusLimit.header, alignment: 1) { buffer in
      var count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if count > 0 { count = recv(descriptor, buffer.baseAddress, buffer.count, 0) }
      return count == 0
    }
  }
}
