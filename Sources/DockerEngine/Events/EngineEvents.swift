internal import Logging
internal import NIOCore
internal import Synchronization

/// The events of an engine's containers, as they happen.
///
/// The sequence never ends by itself: it throws when the connection ends, `connectionLost` or, where an engine
/// says goodbye properly, `unavailable`. It is read once and by one consumer.
public struct EngineEvents: AsyncSequence, Sendable {
  /// Reads events off the stream.
  public struct AsyncIterator: AsyncIteratorProtocol, Sendable {
    let reader: Reader

    /// Waits for the next event.
    ///
    /// - Throws: ``EngineError``, `CancellationError`.
    public mutating func next() async throws -> EngineEvent? {
      try await self.reader.next()
    }
  }

  private let reader: Reader

  /// Whether the engine had agreed to send events before the sequence was handed out. Where it had not, events may only
  /// be seen from the first one on.
  public let hasBegun: Bool

  init(response: ResponseStream, decoder: EventDecoder, hasBegun: Bool, logger: Logger?) {
    self.reader = Reader(response: response, decoder: decoder, logger: logger)
    self.hasBegun = hasBegun
  }

  /// How many events so far could not be read, being no JSON, cut, or too long. They were skipped.
  public var skipped: Int { self.reader.skipped }

  /// Returns the iterator. All iterators of one sequence share its place.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(reader: self.reader)
  }
}

extension EngineEvents {
  /// What the sequence and its iterators share.
  final class Reader: Sendable {
    private struct State {
      var decoder: EventDecoder
      var pending: Deque = Deque()
    }

    /// Events that were decoded and not yet asked for.
    private struct Deque {
      var events: [EngineEvent] = []
      var position = 0

      mutating func popFirst() -> EngineEvent? {
        guard self.position < self.events.count else {
          self.events.removeAll()
          self.position = 0
          return nil
        }
        defer { self.position += 1 }
        return self.events[self.position]
      }
    }

    private let response: ResponseStream
    private let logger: Logger?
    private let state: Mutex<State>

    init(response: ResponseStream, decoder: EventDecoder, logger: Logger?) {
      self.response = response
      self.logger = logger
      self.state = Mutex(State(decoder: decoder))
    }

    var skipped: Int { self.state.withLock { $0.decoder.skipped } }

    func next() async throws -> EngineEvent {
      while true {
        if let event = self.state.withLock({ $0.pending.popFirst() }) {
          return event
        }
        guard let bytes = try await self.response.next() else {
          throw EngineError(code: .unavailable, message: "the engine has ended the stream of events")
        }
        self.decode(bytes)
      }
    }

    private func decode(_ bytes: ByteBuffer) {
      let isFirstFault = self.state.withLock { state in
        let skippedBefore = state.decoder.skipped
        bytes.withUnsafeReadableBytes { bytes in
          state.decoder.decode(bytes) { state.pending.events.append($0) }
        }
        return skippedBefore == 0 && state.decoder.skipped > 0
      }
      // A fault that repeats is said once; the count tells the rest.
      if isFirstFault {
        self.logger?.warning("the engine sent an event that can't be read; it was skipped")
      }
    }
  }
}
