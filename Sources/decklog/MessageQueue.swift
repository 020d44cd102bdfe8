import Basics
import Dispatch
import Glibc
import Synchronization

/// Messages to a descriptor that may have no reader: a stopped terminal (Ctrl-S), a full pipe.
///
/// The writer never waits. Messages that don't fit are dropped, and their number is reported when a reader is back.
final class MessageQueue: Sendable {
  /// The most bytes that wait during a write.
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

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// The number of dropped messages that are not reported yet.
  var dropped: Int { state.withLock { $0.dropped } }

  /// Takes a message as one line. Its content can't control a terminal or forge another line.
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

  /// Waits until everything is written, or the time is over.
  func flush(within time: DispatchTimeInterval) { _ = writing.wait(timeout: .now() + time) }

  private func write() {
    while let bytes = next() {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
          // Another program set the shared descriptor to non-blocking.
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

extension MessageQueue: TextOutputStream {
  func write(_ line: String) { append(line) }
}
