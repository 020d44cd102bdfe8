import Basics
import DockerEngine

/// The positions of outputs without a follower: of earlier runs and unlisted containers, in case they come back.
struct FleetPositions {
  /// Known containers that a list lacks without an event of their removal.
  enum Absence {
    /// The list has nothing that is known.
    case dubious(containers: Int, isAllRead: Bool)
    /// These outputs are gone without being read to the end.
    case unread([OutputID: OutputPosition], GapCause)
  }

  /// The most positions of unlisted containers, since each checkpoint contains them.
  static let absentLimit = 1_000
  /// The most positions of other engines.
  static let foreignLimit = 10_000

  /// The id of the current engine; empty if it gives none, or none that is stable.
  var engine = ""
  private var positions: [OutputID: OutputPosition]
  /// Whether the last list had nothing that was known, though something is.
  private var isListDubious = false

  init(_ positions: [OutputID: OutputPosition]) { self.positions = positions }

  subscript(output: OutputID) -> OutputPosition? {
    get { positions[output] }
    set { positions[output] = newValue }
  }

  /// Whether a container of this engine continues after another collector's log.
  var hasExisting: Bool { positions.values.contains { $0.beginning == .existing && isOurs($0) } }

  /// Whether an output's position may be of the current engine.
  func hasOurs(_ output: OutputID) -> Bool { positions[output].map(isOurs) == true }

  /// Whether a container's position is of another engine.
  func isForeign(_ container: String) -> Bool {
    positions[OutputID(container: container, stream: .stdout)].map { !isOurs($0) } ?? false
  }

  /// Engines are different only if both have an id.
  private func isOurs(_ position: OutputPosition) -> Bool {
    engine.isEmpty || position.engine.isEmpty || position.engine == engine
  }

  /// Finds what a list lacks.
  ///
  /// An engine whose data is on a disk that is not mounted yet lists nothing under the same id, and so does a clone of
  /// its machine: a list without anything known is believed the second time, and then as a doubt.
  ///
  /// - Parameter hasKnown: whether the list has a container that is known.
  mutating func absence(from listed: Set<String>, hasKnown: Bool) -> Absence {
    let absent = positions.filter { isOurs($0.value) && !listed.contains($0.key.container) }
    let wasDubious = isListDubious
    isListDubious = !absent.isEmpty && !hasKnown
    let unread = absent.filter { !$0.value.isFinished }
    guard isListDubious, !wasDubious else {
      return .unread(unread, wasDubious ? .unlisted : .removedBeforeRead)
    }
    return .dubious(containers: Set(absent.keys.map(\.container)).count, isAllRead: unread.isEmpty)
  }

  /// Drops the oldest positions beyond the limits; returns their outputs.
  ///
  /// Those of this engine that are unread stay: after a dubious list, no gap accounts for them yet.
  mutating func dropExcess(listed: Set<String>) -> [OutputID] {
    let absent = positions.filter { !listed.contains($0.key.container) }
    let ours = absent.filter { isOurs($0.value) && $0.value.isFinished }
      .sorted { Self.time(of: $0.value) < Self.time(of: $1.value) }.map(\.key)
    let foreign = absent.filter { !isOurs($0.value) }.keys
    let dropped =
      ours.prefix(max(0, ours.count - Self.absentLimit))
      + foreign.prefix(max(0, foreign.count - Self.foreignLimit))
    for output in dropped { positions[output] = nil }
    return Array(dropped)
  }

  /// When the last line was printed; no line counts as the oldest.
  private static func time(of position: OutputPosition) -> Int64 {
    position.cursor?.timestamp.nanoseconds ?? .min
  }
}
