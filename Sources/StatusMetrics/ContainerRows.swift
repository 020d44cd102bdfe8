internal import Basics

/// The containers as they are told: one row for each name, and one for all that are too many.
///
/// Names are the engine's, but who can start containers can choose them, and each name is a time series for ever. So
/// their number is bounded, and the order of names decides who has a row, so that the same ones have it each time.
struct ContainerRows {
  /// The most containers with a row of their own.
  static let limit = 1_000
  /// The row of all others. No container can have this name: the engine's names begin with a letter or a digit.
  static let othersName = "_others"

  /// What is told under one name.
  struct Row {
    /// The name, fit for a label.
    let name: String
    /// The numbers of all containers of the row.
    private(set) var counts = CollectorStatus.Counts()
    /// How many containers are in it: more than one where a removed container's name was used again.
    private(set) var containers = 0
    /// How many of them run.
    private(set) var running = 0
    /// The latest of their last lines.
    private(set) var lastLine: Double?
    /// The sum of what is known of their lags.
    private(set) var lagBytes: Int?
    /// One of them: the one that runs, where one does.
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

  /// The rows of single names, in the order of the names.
  private(set) var rows: [Row] = []
  /// The row of all others, where there are any.
  private(set) var others: Row?

  init(_ containers: [CollectorStatus.Container]) {
    var byName: [String: Row] = [:]
    for container in containers {
      let name = PlainText.make(container.name)
      byName[name, default: Row(name)].add(container)
    }
    let names = byName.keys.sorted()
    rows = names.prefix(Self.limit).compactMap { byName[$0] }
    guard names.count > Self.limit else { return }
    let named = Set(names.prefix(Self.limit))
    var others = Row(Self.othersName)
    for container in containers where !named.contains(PlainText.make(container.name)) {
      others.add(container)
    }
    self.others = others
  }

  /// All rows, the one of the others last.
  var all: [Row] { rows + (others.map { [$0] } ?? []) }
}
