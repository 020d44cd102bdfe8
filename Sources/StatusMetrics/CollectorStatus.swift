internal import Basics

/// The state of a collector at one moment: everything that `/metrics`, `/status` and `/readyz` report.
///
/// A plain value, filled on request. Nothing in it may come from a line, because attackers write the lines. Times are
/// seconds since 1970. Counts only grow while the process runs, except when a container is forgotten.
package struct CollectorStatus: Sendable, Hashable {
  /// What the collector is doing.
  package enum State: String, Sendable, Hashable, CaseIterable {
    /// Recovering files, or waiting for the engine's first list of containers.
    case starting
    /// Reading and writing lines.
    case collecting
    /// Writing what was read before the process exits.
    case stopping
  }

  /// The line counters of a container or of all of them.
  package struct Counts: Sendable, Hashable {
    /// The counters, in the order of the pages.
    package private(set) var metrics: [Metric]

    package init(_ metrics: [Metric] = []) { self.metrics = metrics }

    /// A counter by name; 0 if there is none.
    package subscript(name: String) -> Int { metrics.first { $0.name == name }?.count ?? 0 }

    /// Adds counters by name.
    package static func += (sum: inout Counts, other: Counts) {
      for metric in other.metrics {
        if let index = sum.metrics.firstIndex(where: { $0.name == metric.name }) {
          sum.metrics[index].value = .counter(sum.metrics[index].count.addingSaturated(metric.count))
        } else {
          sum.metrics.append(metric)
        }
      }
    }
  }

  package struct Container: Sendable, Hashable {
    /// How a container's log is read.
    package enum Source: String, Sendable, Hashable, CaseIterable {
      /// Through the engine's API.
      case api
      /// From the engine's files.
      case files
    }

    /// The engine's name for the container.
    package var name: String
    /// The engine's id; the pages show its first twelve digits.
    package var id: String
    /// `nil` until known.
    package var source: Source?
    /// Whether it runs, according to the engine.
    package var isRunning: Bool
    package var counts: Counts
    /// The engine's time of the last committed line; `nil` before the first.
    package var lastLine: Double?
    /// Bytes of its log files that are not read yet; `nil` if unknown, as through the API.
    package var lagBytes: Int?

    package init(
      name: String,
      id: String,
      source: Source? = nil,
      isRunning: Bool = true,
      counts: Counts = Counts(),
      lastLine: Double? = nil,
      lagBytes: Int? = nil
    ) {
      self.name = name
      self.id = id
      self.source = source
      self.isRunning = isRunning
      self.counts = counts
      self.lastLine = lastLine
      self.lagBytes = lagBytes
    }
  }

  /// The version of decklog, without its name.
  package var version: String
  /// When the process started.
  package var startTime: Double
  package var state: State
  /// Why the files can't be written, in one line; `nil` while they can.
  package var filesFault: String?
  /// Whether the engine has listed all its containers since the start.
  package var isFleetListed = false
  /// The lines of all containers, including removed ones, since the first start.
  package var counts = Counts()
  /// Gaps by cause since the first start; causes are decklog's own words, never text from lines.
  package var gapCauses: [String: Int] = [:]
  /// The known containers, in any order.
  package var containers: [Container] = []
  /// The metrics of the collector's parts and integrations.
  package var groups: [MetricGroup] = []

  package init(version: String, startTime: Double, state: State = .starting) {
    self.version = version
    self.startTime = startTime
    self.state = state
  }

  /// Why decklog can't be relied on right now, in one line; `nil` if it can.
  package var unreadiness: String? {
    switch state {
    case .stopping: "stopping"
    case .starting where filesFault == nil && isFleetListed: "starting"
    case .starting, .collecting:
      if let filesFault {
        "files can't be written: \(PrintableText.bounded(filesFault))"
      } else if !isFleetListed {
        "the engine has not listed its containers yet"
      } else {
        nil
      }
    }
  }

  /// The value of a metric of ``groups`` by its full name, as in `decklog_engine_reachable`; `nil` if it is unknown.
  package subscript(name: String) -> Double? { Self.number(of: name, in: groups) }

  private static func number(of name: String, in groups: [MetricGroup]) -> Double? {
    for group in groups {
      if let metric = group.metrics?.first(where: { group.name(of: $0) == name }) { return metric.number }
      if let number = number(of: name, in: group.groups) { return number }
    }
    return nil
  }

  /// ``groups``, and the groups of the other properties.
  var allGroups: [MetricGroup] {
    let top: [Metric] = [
      Metric("build_info", key: "version", .info(version), "The version that runs."),
      .flag("ready", unreadiness == nil, "Whether files can be written and the containers are listed."),
      Metric(key: "reason", .text(unreadiness)), Metric(key: "state", .text(state.rawValue)),
      Metric(key: "fleet_listed", .flag(isFleetListed)),
    ]
    let start = Metric("start_time_seconds", key: "start_time", .time(startTime), "The start, since 1970.")
    let files: [Metric] = [
      .flag("writable", filesFault == nil, "Whether the files can be written."),
      Metric(key: "fault", .text(filesFault)),
    ]
    return [
      MetricGroup("", top), MetricGroup("", fullPrefix: "process_", [start]), MetricGroup("files", files),
    ]
      + groups
  }
}

extension PrintableText {
  /// One line of at most 256 bytes, for a label or a JSON value.
  static func bounded(_ text: String) -> String { make(from: text.utf8, limit: 256) }
}
