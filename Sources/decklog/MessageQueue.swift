import Basics
import Dispatch
import Glibc
import Synchronization

/// Messages on their way to a descriptor that perhaps nobody reads: a terminal that is held (Ctrl-S), a full pipe.
///
/// Whoever has something to say never waits. What doesn't fit is dropped, counted, and told as soon as there is a reader
/// again.
final class MessageQueue: Sendable {
  /// How much waits at most while a write is under way, in bytes.
  static let limit = 256 << 10
  /// The longest message, in bytes.
  static let messageLimit = 16 << 10

  private struct State {
    var waiting: [UInt8] = []
    var isWriting = false
    var dropped = 0
  }

  private let descriptor: Int32
  private let state = Mutex(State())
  private let thread = DispatchQueue(label: "decklog.messages")
  private let writing = DispatchGroup()

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// How many messages were dropped since that was last told.
  var dropped: Int { state.withLock { $0.dropped } }

  /// Takes one message, without a line feed; what is in it can't drive a terminal or forge a line.
  func append(_ message: String) {
    let line = PrintableText.make(from: message.utf8, limit: Self.messageLimit) + "\n"
    let isFirst = state.withLock { state in
      guard state.waiting.count + line.utf8.count <= Self.limit else {
        state.dropped += 1
        return false
      }
      state.waiting += line.utf8
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if isFirst { thread.async(group: writing) { self.write() } }
  }

  /// Waits until all is written, and no longer than it may.
  func flush(within time: DispatchTimeInterval) {
    _ = writing.wait(timeout: .now() + time)
  }

  /// Writes until nothing waits.
  private func write() {
    while let bytes = next() {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
          // The descriptor is another program's as well, which doesn't want to wait.
          var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = Glibc.poll(&poll, 1, -1)
        } else if errno != EINTR {
          break
        }
      }
    }
  }

  private func next() -> [UInt8]? {
    state.withLock { state in
      if state.waiting.isEmpty, state.dropped == 0 {
        state.isWriting = false
        return nil
      }
      defer {
        state.waiting = []
        state.dropped = 0
      }
      guard state.dropped > 0 else { return state.waiting }
      let note = "decklog: \(state.dropped) messages were dropped, because nobody read standard error\n"
      return state.waiting + note.utf8
    }
  }
}

/// A logger's way into the queue.
struct MessageStream: TextOutputStream, Sendable {
  let queue: MessageQueue

  mutating func write(_ line: String) {
    queue.append(line)
  }
}
