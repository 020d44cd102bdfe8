import Basics
import DecoyEvents
import DockerEngine
package import StatusMetrics

extension CollectorService {
  /// How long the recorder's thread may be busy without a disk fault before the collector counts as hung.
  private static let patience = Duration.seconds(60)

  /// The collector's status. Waits for nothing.
  ///
  /// - Parameters:
  ///   - version: of the program.
  ///   - startTime: of the process; seconds since 1970.
  package func status(version: String, startTime: Double) -> CollectorStatus {
    var status = CollectorStatus(version: version, startTime: startTime, state: state)
    status.filesFault = environment.faults[Committer.subject]
    status.isFleetListed = environment.sources.isListed
    status.counts = CollectorStatus.Counts(accounts.total.metrics)
    let causes = accounts.gapCauses
    // Zeros too, so that scrapers see the first gap.
    for cause in GapCause.allCases where !cause.isDoubt {
      status.gapCauses[cause.rawValue] = causes[cause] ?? 0
    }
    status.containers = containers
    status.groups = [MetricGroup("", metrics), environment.availability.metrics, environment.channel.metrics]
    status.groups += recorder.status.groups
    return status
  }

  /// The counts other than those of lines.
  package var metrics: [Metric] { recorder.status.metrics + accounts.metrics }

  /// Whether the recorder's thread had its turn lately or the disk fails.
  package var isAlive: Bool {
    ContinuousClock.now - recorder.status.lastTurn < Self.patience
      || environment.faults[Committer.subject] != nil
  }

  /// Known unread bytes of the engine's files.
  package var lag: Int { environment.sources.sources.values.reduce(0) { $0.addingSaturated($1.lag ?? 0) } }

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
      let id = output.container
      var container = found[id] ?? CollectorStatus.Container(name: source.name, id: id, isRunning: false)
      container.name = source.name
      container.isRunning = container.isRunning || source.isRunning
      // What the engine keeps is the container's log; its files are beside that.
      if output.file == nil {
        switch source.readPath {
        case .files: container.source = .files
        case .api: container.source = .api
        case nil: break
        }
      }
      if let lag = source.lag { container.lagBytes = (container.lagBytes ?? 0).addingSaturated(lag) }
      found[id] = container
    }
    return Array(found.values)
  }
}

extension LineCounts {
  var metrics: [Metric] { Self.counters.map { .counter($0.name, self[keyPath: $0.path], $0.help) } }
}
