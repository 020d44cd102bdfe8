internal import Basics
internal import Files
internal import Glibc
internal import NIOCore

/// Finds out whether a broker serves a socket, without an event that anybody would see.
package enum BusProbe {
  /// What came of it.
  package enum Outcome: Sendable, Hashable {
    /// A broker took HELLO and BYE, and closed the connection as the protocol says.
    case answered
    /// Somebody took the connection, and did nothing more in time.
    case silent
    /// There is no connection; the number of the system's error.
    case failed(Int32)
  }

  /// Says HELLO and BYE, and waits until the broker closes the connection. Blocks, for at most three times `seconds`.
  package static func run(_ path: String, name: String, seconds: Int) -> Outcome {
    guard !path.isEmpty, path.utf8.count <= BusLimit.socketPath, !path.utf8.contains(0) else {
      return .failed(ENAMETOOLONG)
    }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return .failed(errno) }
    defer { close(descriptor) }
    // On a UNIX socket the time for sending is that for connecting as well (unix(7)).
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

  /// A broker may send a greeting before it closes; no more than a buffer of it is read.
  private static func waitForEnd(_ descriptor: Int32) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: BusLimit.header, alignment: 1) { buffer in
      var count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if count > 0 { count = recv(descriptor, buffer.baseAddress, buffer.count, 0) }
      return count == 0
    }
  }
}
