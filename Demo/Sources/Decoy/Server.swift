import Glibc

/// Accepts connections and lets each have its dialogue: one thread, one `poll`, and nothing that blocks.
struct Server {
  private let service: Service
  private let listener: Int32
  private var log: EventLog
  private var connections: [Connection] = []

  init(service: Service, port: UInt16, log: EventLog) throws(Failure) {
    self.service = service
    self.log = log
    listener = try Self.listen(port: port)
  }

  /// Serves until a stop is asked for.
  mutating func run() throws(Failure) {
    Stop.install()
    while !Stop.requested {
      var polled = connections.map { pollfd(fd: $0.descriptor, events: $0.interest, revents: 0) }
      if connections.count < Limits.connections {
        polled.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0))
      }
      guard poll(&polled, nfds_t(polled.count), timeout) >= 0 else {
        guard errno == EINTR else { throw .system("poll", errno) }
        continue
      }
      for (connection, poll) in zip(connections, polled) where poll.revents != 0 {
        try write(connection.advance(), of: connection)
      }
      let now = Clock.monotonic
      for connection in connections { try write(connection.expire(at: now), of: connection) }
      try bury()
      if let last = polled.last, last.fd == listener, last.revents != 0 { try accept() }
    }
    for connection in connections { try write(connection.end(.shutdown), of: connection) }
    try bury()
  }

  private static func listen(port: UInt16) throws(Failure) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw .system("socket", errno) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard bound == 0, Glibc.listen(descriptor, Limits.backlog) == 0 else {
      throw .system("can't listen on port \(port)", errno)
    }
    return descriptor
  }

  /// How many milliseconds `poll` may wait: until the next connection has to go, and no longer than half a
  /// second, because a signal that comes just before it doesn't wake it.
  private var timeout: Int32 {
    let now = Clock.monotonic
    let left = (connections.map(\.nextDeadline).min() ?? Int.max) - now
    return Int32(min(max(0, left / 1_000_000 + 1), 500))
  }

  private mutating func accept() throws(Failure) {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        Glibc.accept(listener, pointer, &length)
      }
    }
    // A client that was gone before it was accepted is no reason to stop.
    guard descriptor >= 0 else { return }
    guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { throw .system("fcntl", errno) }
    let connection = Connection(
      descriptor: descriptor,
      peer: Peer(address),
      dialogue: service.makeDialogue(host: log.host)
    )
    connections.append(connection)
    try write([Event("connect", "connection opened")], of: connection)
    try write(connection.greet(), of: connection)
  }

  private mutating func write(_ events: [Event], of connection: Connection) throws(Failure) {
    for event in events { try log.write(event, from: connection.peer) }
  }

  /// Logs the end of the connections that have ended, and forgets them.
  private mutating func bury() throws(Failure) {
    for connection in connections {
      guard let ending = connection.ending else { continue }
      var event = Event("disconnect", "connection closed")
      event.add("reason", ending.rawValue)
      event.add("duration_ms", "\(connection.age)")
      event.add("bytes_in", "\(connection.received)")
      try log.write(event, from: connection.peer)
    }
    connections.removeAll { $0.ending != nil }
  }
}
