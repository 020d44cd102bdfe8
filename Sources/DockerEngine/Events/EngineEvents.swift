internal import Logging
internal import NIOCore
internal import Synchronization

/// Something that happened to a container (`GET /events`).
public struct EngineEvent: Sendable, Hashable {
  /// What happened: `start`, `die`, `destroy`, `rename`, …; Podman says `died` and `remove`. Unknown words are kept.
  public var action: String
  /// The id of the container that it happened to.
  public var containerID: String
  /// The container's labels, flattened beside `name` and `image`, and details such as `exitCode`.
  public var attributes: [String: String]
  /// When it happened.
  public var time: EngineTimestamp

  /// Creates an event.
  public init(action: String, containerID: String, attributes: [String: String], time: EngineTimestamp) {
    self.action = action
    self.containerID = containerID
    self.attributes = attributes
    self.time = time
  }
}

/// The events of an engine's containers, as they happen.
///
/// The sequence throws when the connection ends: `unavailable` if the engine ended it properly, else `connectionLost`.
/// It has one consumer.
public struct EngineEvents: AsyncSequence, Sendable {
  /// Reads events off the stream.
  public struct AsyncIterator: AsyncIteratorProtocol, Sendable {
    let reader: Reader

    /// Waits for the next event.
    ///
    /// - Throws: ``EngineError``, `CancellationError`.
    public mutating func next() async throws -> EngineEvent? { try await self.reader.next() }
  }

  private let reader: Reader

  /// Whether the engine had answered before the sequence was returned. If not, earlier events may be missing.
  public let hasBegun: Bool

  init(response: ResponseStream, decoder: EventDecoder, hasBegun: Bool, logger: Logger?) {
    self.reader = Reader(response: response, decoder: decoder, logger: logger)
    self.hasBegun = hasBegun
  }

  /// How many unreadable events were skipped: malformed, cut or too long.
  public var skipped: Int { self.reader.skipped }

  /// An iterator. All iterators of one sequence share its position.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: self.reader) }
}

extension EngineEvents {
  /// The state shared by the sequence and its iterators.
  final class Reader: Sendable {
    private struct State {
      var decoder: EventDecoder
      /// Decoded events that were not asked for yet.
      var pending: ArraySlice<EngineEvent> = []
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
        if let event = self.state.withLock({ $0.pending.popFirst() }) { return event }
        guard let bytes = try await self.response.next() else {
          throw EngineError(code: .unavailable, message: "the engine has ended the stream of events")
        }
        self.decode(bytes)
      }
    }

    private func decode(_ bytes: ByteBuffer) {
      let isFirstFault = self.state.withLock { state in
        let skippedBefore = state.decoder.skipped
        var events: [EngineEvent] = []
        bytes.withUnsafeReadableBytes { bytes in state.decoder.decode(bytes) { events.append($0) } }
        state.pending += events
        return skippedBefore == 0 && state.decoder.skipped > 0
      }
      // Logged once; the count has the rest.
      if isFirstFault { self.logger?.warning("the engine sent an event that can't be read; it was skipped") }
    }
  }
}
