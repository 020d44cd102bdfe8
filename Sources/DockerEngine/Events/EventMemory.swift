internal import FoundationEssentials

/// The identity of an event among all of one engine.
public struct EventMark: Sendable, Hashable {
  /// When it happened.
  public var time: EngineTimestamp
  /// What happened, and to what: a container, an image, a network.
  public var action: String
  /// The id of what it happened to.
  public var subject: String

  /// A mark.
  public init(time: EngineTimestamp, action: String, subject: String) {
    self.time = time
    self.action = action
    self.subject = subject
  }

  /// The mark of a container's event.
  public init(_ event: EngineEvent) {
    self.init(time: event.time, action: event.action, subject: event.containerID)
  }
}

/// The events that an engine remembers.
///
/// Moby keeps the last 256 events of all kinds, in memory only: one that it still has proves that it has not restarted
/// since. Podman's events outlive its service.
public struct EventMemory: Sendable, Hashable {
  /// The most events that Moby keeps (`daemon/events`).
  public static let limit = 256

  /// How many events there were, readable or not.
  public private(set) var count = 0
  /// Those that could be read, in the engine's order.
  public private(set) var marks: [EventMark] = []

  /// Reads an answer: one JSON object per line.
  init(lines: some Collection<UInt8>) {
    for line in lines.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
      self.count += 1
      if let mark = (try? JSONDecoder().decode(EventAnswer.self, from: Data(line)))?.mark {
        self.marks.append(mark)
      }
    }
  }
}

extension EventAnswer {
  /// `nil` without an action or a subject.
  fileprivate var mark: EventMark? {
    guard let action = self.Action ?? self.status, let subject = self.Actor?.ID ?? self.id else { return nil }
    return EventMark(time: self.timestamp, action: action, subject: subject)
  }
}
