import Glibc

/// One client's connection: its socket, its dialogue, and how long and how much it may still talk.
final class Connection {
  /// Why a connection ended; the `reason` of its last event.
  enum Ending: String {
    case client, service, timeout, limit, shutdown
  }

  let descriptor: Int32
  let peer: Peer
  private(set) var received = 0
  private(set) var ending: Ending?
  private let opened = Clock.monotonic
  private var deadline: Int
  private var dialogue: any Dialogue
  private var unsent: [UInt8] = []
  private var isLeaving = false

  init(descriptor: Int32, peer: Peer, dialogue: any Dialogue) {
    self.descriptor = descriptor
    self.peer = peer
    self.dialogue = dialogue
    deadline = opened + Limits.silence
  }

  deinit {
    close(descriptor)
  }

  /// What to wait for; a client that doesn't take its answers is not read from either.
  var interest: Int16 { Int16(unsent.isEmpty ? POLLIN : POLLOUT) }

  /// When ``expire(at:)`` has something to do.
  var nextDeadline: Int { min(deadline, opened + Limits.duration) }

  /// How long the connection has lasted, in milliseconds.
  var age: Int { (Clock.monotonic - opened) / 1_000_000 }

  /// Says the first words.
  func greet() -> [Event] { apply(dialogue.greet()) }

  /// Reads, or sends what is left, after `poll` has said that it is possible.
  func advance() -> [Event] {
    guard unsent.isEmpty else {
      send()
      return []
    }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count > 0 {
      guard !isLeaving else { return [] }
      received += count
      deadline = Clock.monotonic + Limits.silence
      let events = apply(dialogue.receive(buffer[..<count]))
      guard received >= Limits.bytesPerConnection, !isLeaving else { return events }
      return events + end(.limit)
    }
    guard count == 0 || (errno != EAGAIN && errno != EINTR) else { return [] }
    return end(isLeaving ? .service : .client)
  }

  /// Ends the connection if its time is over.
  func expire(at now: Int) -> [Event] {
    guard ending == nil, now >= nextDeadline else { return [] }
    return end(isLeaving ? .service : .timeout)
  }

  /// Ends the connection.
  func end(_ reason: Ending) -> [Event] {
    guard ending == nil else { return [] }
    ending = reason
    return dialogue.finish()
  }

  private func apply(_ reply: Reply) -> [Event] {
    unsent += reply.bytes
    isLeaving = isLeaving || reply.hangsUp
    send()
    return reply.events
  }

  private func send() {
    let count = Glibc.send(descriptor, unsent, unsent.count, Int32(MSG_NOSIGNAL))
    if count > 0 { unsent.removeFirst(count) }
    guard isLeaving, unsent.isEmpty else { return }
    // Closing while unread bytes are waiting would reset the connection and take the answer with it: so
    // only this side's end is said, and the client has a moment to hang up.
    shutdown(descriptor, Int32(SHUT_WR))
    deadline = min(deadline, Clock.monotonic + Limits.farewell)
  }
}
