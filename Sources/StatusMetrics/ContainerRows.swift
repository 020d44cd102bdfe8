internal import Basics

/// The containers as rows of `/metrics`: one for each name, and one for all beyond the limit.
///
/// The engine's names can be chosen by whoever starts containers, and each is a time series for ever. So their number
/// is bounded, and names have rows in their sorted order, so that the same ones have them each time.
struct ContainerRows {
  /// The most containers with a row of their own.
  static let limit = 1_000
  /// The row of all others. No container can have this name: the engine's names begin with a letter or a digit.
  static let othersName = "_others"

  /// The sum of the containers of one name.
  struct Row {
    /// The name, fit for a label.
    let name: String
    private(set) var counts = CollectorStatus.Counts()
    /// How many containers: more than one if a removed container's name was used again.
    private(set) var containers = 0
    private(set) var running = 0
    /// The latest of their last lines.
    private(set) var lastLine: Double?
    /// The sum of the known lags.
    private(set) var lagBytes: Int?
    /// One of them: a running one if there is any.
    private(set) var example: CollectorStatus.Container?

    fileprivate init(_ name: String) {
      self.name = name
    }

    fileprivate mutating func add(_ container: CollectorStatus.Container) {
      counts += container.counts
      containers += 1
      running += container.isRunning ? 1 : 0
      if let time = container.lastLine { lastLine = max(lastLine ?? time, time) }
      if let lag = container.lagBytes { lagBytes = (lagBytes ?? 0).addingSaturated(lag) }
      if example == nil || (container.isRunning && example?.isRunning == false) { example = container }
    }
  }

  /// The rows of single names, sorted by name.
  private(set) var rows: [Row] = []
  /// The row of all others, if there are any.
  private(set) var others: Row?

  init(_ containers: [CollectorStatus.Container]) {
    let byName = Dictionary(grouping: containers) { PrintableText.bounded($0.name) }
    let names = byName.keys.sorted()
    func row(_ name: String, of names: some Sequence<String>) -> Row {
      var row = Row(name)
      for container in names.lazy.compactMap({ byName[$0] }).joined() { row.add(container) }
      return row
    }
    rows = names.prefix(Self.limit).map { row($0, of: [$0]) }
    if names.count > Self.limit { others = row(Self.othersName, of: names.dropFirst(Self.limit)) }
  }

  /// All rows, that of the others last.
  var all: [Row] { rows + (others.map { [$0] } ?? []) }
}
