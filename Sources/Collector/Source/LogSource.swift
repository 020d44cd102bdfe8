import DockerEngine

/// Reads one output of one container, and delivers its lines.
///
/// A follower decides when to read, and what it means that the container or the engine is gone; a source only knows how
/// to get at the log. Both outlive single reads: a container that starts again is read on from where it was left.
protocol LogSource: Sendable {
  /// How the log is read, for status and messages.
  var readPath: ReadPath { get }
  /// Whether reading a container that has ended reaches the end of its log for certain.
  var reachesEnd: Bool { get }
  /// Whether the last read may have brought everything, as far as the engine's answer shows.
  var mayBeComplete: Bool { get }

  /// Delivers what comes after the cursor: all of it if the container has ended, otherwise until the turn is over.
  ///
  /// - Throws: `EngineError`, ``LogFile/Unreadable``, ``CursorMissed``, `CancellationError`.
  mutating func read(_ turn: ReadTurn, to delivery: inout OutputDelivery) async throws

  /// Delivers what came between the end of a read and the end of the container.
  ///
  /// - Parameter details: of the container, which has ended.
  mutating func readRest(_ details: ContainerDetails, to delivery: inout OutputDelivery) async throws

  /// Looks for lines behind a stretch of the log that can't be read, and delivers them.
  ///
  /// - Returns: whether it delivered any.
  mutating func readBehindDamage(_ details: ContainerDetails, to delivery: inout OutputDelivery) async throws
    -> Bool

  /// Finds the place behind what another collector has written, unless reading finds it by itself.
  mutating func begin(
    behind existing: ExistingLog,
    _ details: ContainerDetails,
    to delivery: inout OutputDelivery
  ) async throws

  /// Delivers what can still be read of a container that the engine no longer knows.
  ///
  /// - Returns: whether that was everything.
  mutating func drain(to delivery: inout OutputDelivery) async throws -> Bool

  /// The container was started again: there may be more than was read.
  mutating func noteStart()

  /// Closes what is open. The next read opens it again.
  mutating func close()
}

/// How one container's log is read.
enum ReadPath: Sendable, Hashable {
  /// From its files; the associated value is the path of the newest one.
  case files(String)
  /// Through the engine's API, and why not from its files.
  case api(why: String)
}

/// What was known of a container when a read began.
struct ReadTurn {
  /// What the engine said.
  let details: ContainerDetails
  /// How often the container may have ended.
  let ends: Int
  /// How often the engine was, or may have been, restarted.
  let breaks: EngineAvailability.Breaks

  /// Whether the container may have ended since, or the engine has been away.
  func isOver(in environment: CollectorEnvironment) -> Bool {
    environment.ends[details.id] != ends || environment.availability.breaks != breaks
  }
}

/// A tail of the log didn't contain the cursor's line: the log has changed since it was searched.
struct CursorMissed: Error {}

/// Which source a container's log is read from.
package enum SourceMode: String, Sendable, CaseIterable {
  /// The engine's files where they can be read, otherwise its API.
  case auto
  /// The engine's API.
  case api
  /// The engine's files only: what can't be read there is a gap.
  case files

  /// The source of a container's log.
  ///
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
