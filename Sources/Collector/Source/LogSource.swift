import DockerEngine

/// Reads one output of one container and delivers its lines.
///
/// The follower decides when to read, and handles the loss of container or engine. A restarted container continues with
/// the same source.
protocol LogSource: Sendable {
  /// How the log is read, for status and messages.
  var readPath: ReadPath { get }
  /// Whether reading an ended container certainly reaches the end of its log.
  var reachesEnd: Bool { get }
  /// Whether the last read may have been complete, by the engine's answer.
  var mayBeComplete: Bool { get }

  /// Delivers what follows the cursor: all if the container has ended, otherwise until the turn is over.
  ///
  /// - Throws: `EngineError`, ``LogFile/Unreadable``, ``CursorMissed``, `CancellationError`.
  mutating func read(_ turn: ReadTurn, to delivery: inout OutputDelivery) async throws

  /// Delivers what came between the end of a read and the end of the container, which has ended.
  mutating func readRest(_ details: ContainerDetails, to delivery: inout OutputDelivery) async throws

  /// Delivers lines behind an unreadable stretch of the log; returns whether there were any.
  mutating func readBehindDamage(_ details: ContainerDetails, to delivery: inout OutputDelivery) async throws
    -> Bool

  /// Finds the place behind what another collector has written, unless reading does.
  mutating func begin(
    behind existing: ExistingLog,
    _ details: ContainerDetails,
    to delivery: inout OutputDelivery
  ) async throws

  /// Delivers what can still be read of a removed container; returns whether that was everything.
  mutating func drain(to delivery: inout OutputDelivery) async throws -> Bool

  /// Notes another start of the container.
  mutating func noteStart()

  /// Closes what is open. The next read opens it again.
  mutating func close()
}

/// How one container's log is read.
enum ReadPath: Sendable, Hashable {
  /// From its files; the newest one's path.
  case files(String)
  /// Through the engine's API, and why.
  case api(why: String)
}

/// The state of container and engine when a read began.
struct ReadTurn {
  let details: ContainerDetails
  /// From ``ExitHints``.
  let ends: Int
  let breaks: EngineAvailability.Breaks

  /// Whether the container may have ended or the engine restarted since.
  ///
  /// - Parameter container: the id that is followed: an engine's answer may name another.
  func isOver(for container: String, in environment: CollectorEnvironment) -> Bool {
    environment.ends[container] != ends || environment.availability.breaks != breaks
  }
}

/// The log has changed since it was searched: its tail lacks the cursor's line.
struct CursorMissed: Error {}

/// Which source a container's log is read from.
package enum SourceMode: String, Sendable, CaseIterable {
  /// The engine's files if they are readable, otherwise its API.
  case auto
  case api
  /// The engine's files only; unreadable ones are a gap.
  case files

  /// - Throws: ``LogFile/Unreadable`` if the files are required and can't be read, or if too many files are open.
  func source(for details: ContainerDetails) throws(LogFile.Unreadable) -> any LogSource {
    let reason: String
    if self == .api {
      reason = "as configured"
    } else if details.logDriver != "json-file" {
      reason = "its log driver is \(details.logDriver)"
    } else if let path = details.logPath {
      do {
        _ = try LogFileQueue(path, rotates: details.rotatesLog)
        return FileSource(path)
      } catch {
        if error.isShortage { throw error }
        reason = error.description
      }
    } else {
      reason = "the engine names no log file"
    }
    guard self != .files else { throw LogFile.Unreadable(description: reason) }
    return EngineSource(why: reason)
  }
}
