internal import Basics

/// The containers as rows of `/metrics`: one for each name, and one for all beyond the limit.
///
/// The engine's names can be chosen by whoever starts containers, and each becomes a time series. So their number
/// is bounded, and names have rows in their sorted order, so that the same ones have them each time.
struct ContainerRows {
  /// The most containers with a row, or an object in `/status`, of their own.
  static let limit = 1_000
  /// The row of all others. No container can have this name: the engine's names begin with a letter or a digit.
  static let othersName = "_others"

  /// The sum of the containers of one name.
  struct Row {
    /// The name, fit for a label.
    let name: String
    let counts: CollectorStatus.Counts
    /// How many containers: more than one if a removed container's name was used again.
    let containers: Int
    let running: Int
    /// The latest of their last lines.
    let lastLine: Double?
    /// The sum of the known lags.
    let lagBytes: Int?
    /// How the log of one of them is read: of a running one if there is any.
    let source: CollectorStatus.Container.Source?

    fileprivate init(_ name: String, _ containers: some Collection<CollectorStatus.Container>) {
      self.name = name
      self.containers = containers.count
      counts = containers.reduce(into: CollectorStatus.Counts()) { $0 += $1.counts }
      running = containers.count { $0.isRunning }
      lastLine = containers.compactMap(\.lastLine).max()
      let lags = containers.compactMap(\.lagBytes)
      lagBytes = lags.isEmpty ? nil : lags.reduce(0) { $0.addingSaturated($1) }
      source = (containers.first { $0.isRunning } ?? containers.first)?.source
    }
  }

  /// The rows of single names, sorted by name.
  let rows: [Row]
  /// The row of all others, if there are any.
  let others: Row?

  init(_ containers: [CollectorStatus.Container]) {
    let byName = Dictionary(grouping: containers) { PrintableText.bounded($0.name) }
      .sorted { $0.key < $1.key }
    rows = byName.prefix(Self.limit).map { Row($0.key, $0.value) }
    let rest = byName.dropFirst(Self.limit).flatMap(\.value)
    others = rest.isEmpty ? nil : Row(Self.othersName, rest)
  }

  /// All rows, that of the others last.
  var all: [Row] { rows + (others.map { [$0] } ?? []) }
}
