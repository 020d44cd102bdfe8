import Basics
import DockerEngine
import Synchronization

/// Whether an engine whose connection was lost is the same process as before.
enum EngineContinuity: Sendable, Hashable {
  /// Only the connection was cut, as proxies do with idle ones: nothing is lost.
  case same
  /// It restarted, and lost what it had in memory.
  case restarted
  /// It didn't say.
  case unknown
}

/// Tells a restarted engine from a cut connection by the events it remembers.
///
/// Moby keeps its last 256 events in memory, and `/info` has no start time. If an earlier event is still there, it did
/// not restart; if the event is missing from a memory that isn't full, it did.
struct EngineMemoryWatch: Sendable {
  /// How far back to look for an event, in nanoseconds.
  private static let past: Int64 = 24 * 3_600_000_000_000
  /// How inexactly an engine may repeat a time, as Podman's floating point does; nanoseconds.
  private static let inaccuracy: Int64 = 1_000_000
  /// With fewer events than this none was pushed out, even if some have come meanwhile.
  private static let fullness = EventMemory.limit / 2

  /// The newest known event of the engine.
  private(set) var mark: EventMark?
  /// Whether this engine ever remembered anything. If not, forgetting proves nothing.
  private var remembers = false
  /// Whether it was asked for ``mark`` on this connection.
  private var isChecked = false

  mutating func note(_ event: EngineEvent, _ client: EngineClient) async {
    mark = EventMark(event)
    guard !remembers, !isChecked else { return }
    isChecked = true
    remembers = (try? await Self.has(EventMark(event), client)) ?? false
  }

  /// Begins with a new connection at the engine's time: looks for a ``mark`` if there is none yet.
  mutating func begin(at now: EngineTimestamp?, _ client: EngineClient) async {
    isChecked = false
    guard mark == nil, let now else { return }
    let memory = try? await client.rememberedEvents(since: now.adding(nanoseconds: -Self.past), until: now)
    mark = memory?.marks.last
    remembers = remembers || mark != nil
  }

  /// Compares the engine with that before a lost connection, at the engine's time.
  mutating func continuity(at now: EngineTimestamp?, _ client: EngineClient) async -> EngineContinuity {
    guard let mark else { return .unknown }
    do {
      if try await Self.has(mark, client) {
        remembers = true
        return .same
      }
      // A clock that was set back hides later events.
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
    let (start, end) = (mark.time.adding(nanoseconds: -inaccuracy), mark.time.adding(nanoseconds: inaccuracy))
    return try await client.rememberedEvents(since: start, until: end).marks.contains(mark)
  }
}

/// The engine's id, believed if two answers in a row have it: Podman makes a new one for each.
final class EngineIdentity: Sendable {
  private struct State {
    var id: String?
    var isUnstable = false
    var silentUntil: ContinuousClock.Instant?
  }

  /// How long an engine that timed out isn't asked again.
  private static let silence = Duration.seconds(600)

  private let state = Mutex(State())

  /// Whether the engine should not be asked now.
  var isSilent: Bool {
    get { state.withLock { $0.silentUntil.map { ContinuousClock.now < $0 } ?? false } }
    set { state.withLock { $0.silentUntil = newValue ? ContinuousClock.now + Self.silence : nil } }
  }

  /// Whether the engine has to be asked again before this id is believed.
  func isNew(_ id: String) -> Bool { state.withLock { !$0.isUnstable && $0.id != id } }

  /// Takes the ids of two answers in a row.
  func note(_ first: String, _ second: String) {
    state.withLock { state in
      if first == second { state.id = first } else { state.isUnstable = true }
    }
  }

  /// The id; empty if there is none or it changes.
  var id: String { state.withLock { $0.isUnstable ? "" : $0.id ?? "" } }
}

extension EngineTimestamp {
  /// The timestamp some nanoseconds later, saturated.
  func adding(nanoseconds more: Int64) -> EngineTimestamp {
    EngineTimestamp(nanoseconds: nanoseconds.addingSaturated(more))
  }

  /// How far an engine's clock may be ahead of this host's; nanoseconds.
  private static let leeway: Int64 = 86_400_000_000_000

  /// Whether it can be the time of an event: not before 1970, and no more than a day ahead of this host's clock.
  ///
  /// After a break, events are requested from the last one's time on: a time in the far future would suppress all
  /// events from then on. The list of containers, which is read after each break, doesn't depend on it.
  var isCredible: Bool { 0...max(0, WallClock.now.addingSaturated(Self.leeway)) ~= nanoseconds }
}
