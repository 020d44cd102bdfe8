import Basics
import DockerEngine

/// Whether an engine whose connection was lost is the same process as before.
enum EngineContinuity: Sendable, Hashable {
  /// It has lost nothing: only the connection was cut, as proxies do with what is idle.
  case same
  /// It was restarted, and what it had in memory is lost.
  case restarted
  /// It didn't say.
  case unknown
}

/// Tells a restarted engine from a connection that was cut, by what the engine remembers.
///
/// Moby has its last 256 events in memory alone. An event that it had before and still has shows that it goes on; memory
/// that is not full and doesn't have it was begun anew. Its `/info` tells no time of its start.
struct EngineMemoryWatch: Sendable {
  /// How far back to look for an event to know the engine by, in nanoseconds.
  private static let past: Int64 = 24 * 3_600_000_000_000
  /// Stamps may come back less exact than they were given, such as through Podman's floating point; nanoseconds.
  private static let inaccuracy: Int64 = 1_000_000
  /// With fewer events than this no other was pushed out, even if some have come since the engine told its time.
  private static let fullness = EventMemory.limit / 2

  /// The newest event that the engine is known to have had.
  private(set) var mark: EventMark?
  /// Whether this engine was ever seen to remember anything. One that never does proves nothing by forgetting.
  private var remembers = false
  /// Whether it was asked for ``mark`` on this connection.
  private var isChecked = false

  /// An event has come.
  mutating func note(_ event: EngineEvent, _ client: EngineClient) async {
    mark = EventMark(event)
    guard !remembers, !isChecked else { return }
    isChecked = true
    remembers = (try? await Self.has(EventMark(event), client)) ?? false
  }

  /// The connection stands: finds an event to know the engine by, where none has come yet.
  ///
  /// - Parameter now: the engine's time; `nil` where it doesn't say.
  mutating func begin(at now: EngineTimestamp?, _ client: EngineClient) async {
    isChecked = false
    guard mark == nil, let now else { return }
    let memory = try? await client.rememberedEvents(since: now.adding(nanoseconds: -Self.past), until: now)
    mark = memory?.marks.last
    remembers = remembers || mark != nil
  }

  /// The connection was lost and stands again: finds out whether the engine is the same.
  ///
  /// - Parameter now: the engine's time; `nil` where it doesn't say.
  mutating func continuity(at now: EngineTimestamp?, _ client: EngineClient) async -> EngineContinuity {
    guard let mark else { return .unknown }
    do {
      if try await Self.has(mark, client) {
        remembers = true
        return .same
      }
      // A clock that was set back hides what is newer than it.
      guard remembers, let now, mark.time < now else { return .unknown }
      let memory = try await client.rememberedEvents(since: EngineTimestamp(nanoseconds: 0), until: now)
      if memory.marks.contains(mark) { return .same }
      guard memory.count < Self.fullness else { return .unknown }
      self.mark = memory.marks.last
      return .restarted
    } catch {
      return .unknown
    }
  }

  private static func has(_ mark: EventMark, _ client: EngineClient) async throws(EngineError) -> Bool {
    try await client.rememberedEvents(
      since: mark.time.adding(nanoseconds: -inaccuracy),
      until: mark.time.adding(nanoseconds: inaccuracy)
    ).marks.contains(mark)
  }
}
