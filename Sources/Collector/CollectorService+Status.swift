import Basics
import DecoyEvents
import DockerEngine
public import StatusMetrics

extension CollectorService {
  /// How long the files' thread may be busy before the collector counts as hung. A disk that reports a fault does not.
  private static let patience = Duration.seconds(60)

  /// How the collector is doing. Waits for nothing.
  ///
  /// - Parameters:
  ///   - version: of the program.
  ///   - startTime: of the process; seconds since 1970.
  public func status(version: String, startTime: Double) -> CollectorStatus {
    var status = CollectorStatus(version: version, startTime: startTime, state: state)
    status.filesFault = environment.faults[Committer.subject]
    status.isFleetListed = environment.sources.isListed
    status.counts = CollectorStatus.Counts(accounts.total.metrics)
    let causes = accounts.gapCauses
    // Zeros too: what counts gaps must see the first one.
    for cause in GapCause.allCases where !cause.isDoubt {
      status.gapCauses[cause.rawValue] = causes[cause] ?? 0
    }
    status.containers = containers
    status.groups = [MetricGroup("", metrics), environment.availability.metrics, environment.channel.metrics]
    status.groups += store.status.groups
    return status
  }

  /// The counts of the collector itself, beside those of lines.
  public var metrics: [Metric] { store.status.metrics + accounts.metrics }

  /// Whether the work goes on: whether the thread that brings lines into the files has had its turn.
  public var isAlive: Bool {
    ContinuousClock.now - store.status.lastTurn < Self.patience
      || environment.faults[Committer.subject] != nil
  }

  /// Bytes of the engine's files that are not read yet, as far as that is known.
  public var lag: Int {
    environment.sources.sources.values.reduce(0) { $0.addingSaturated($1.lag ?? 0) }
  }

  private var state: CollectorStatus.State {
    if environment.channel.isFinished { return .stopping }
    return environment.sources.isListed ? .collecting : .starting
  }

  /// One for each container, whatever its outputs are.
  private var containers: [CollectorStatus.Container] {
    var found: [String: CollectorStatus.Container] = [:]
    for (id, entry) in accounts.containers {
      found[id] = CollectorStatus.Container(
        name: entry.name,
        id: id,
        isRunning: false,
        counts: CollectorStatus.Counts(entry.counts.metrics),
        lastLine: entry.lastLine.map { Double($0.nanoseconds) / 1e9 }
      )
    }
    for (output, source) in environment.sources.sources {
      var container =
        found[output.container]
        ?? CollectorStatus.Container(name: source.name, id: output.container, isRunning: false)
      container.name = source.name
      container.isRunning = container.isRunning || source.isRunning
      switch source.readPath {
      case .files: container.source = .files
      case .api: container.source = .api
      case nil: break
      }
      if let lag = source.lag { container.lagBytes = (container.lagBytes ?? 0).addingSaturated(lag) }
      found[output.container] = container
    }
    return Array(found.values)
  }
}

extension LineCounts {
  /// The numbers as metrics.
  var metrics: [Metric] { Self.counters.map { .counter($0.name, self[keyPath: $0.path], $0.help) } }
}
