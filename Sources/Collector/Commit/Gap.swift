public import Basics
public import DockerEngine

/// A stretch of a container's output that is missing from the record, or of which nobody can know whether it is.
public struct Gap: Sendable, Hashable {
  /// Which output.
  public var output: OutputID
  /// The container's name, for people.
  public var containerName: String
  /// Why.
  public var cause: GapCause
  /// How many stretches it stands for; more than one where there were too many to list each.
  public var count = 1
  /// The engine's time of the last line before it; `nil` where there is none.
  public var after: EngineTimestamp?
  /// The engine's time of the first line behind it; `nil` where none is known yet.
  public var before: EngineTimestamp?
}

extension [Gap] {
  /// The most gaps of one output and cause that are listed one by one: an attacker must not choose how much is
  /// committed at once.
  static var listLimit: Int { 16 }

  /// How many stretches there are in all.
  var stretches: Int {
    reduce(0) { $0.addingSaturated($1.count) }
  }

  /// Adds a gap. From ``listLimit`` on, gaps of one output and cause become one with a count.
  mutating func add(_ gap: Gap) {
    guard count >= Self.listLimit else { return append(gap) }
    let same = indices.reversed().filter { self[$0].output == gap.output && self[$0].cause == gap.cause }
    guard same.count >= Self.listLimit, let last = same.first else { return append(gap) }
    let (sum, overflow) = self[last].count.addingReportingOverflow(gap.count)
    self[last].count = overflow ? .max : sum
    self[last].before = gap.before
  }
}
