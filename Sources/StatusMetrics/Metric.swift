/// A value about part of the program, declared where it is counted. `/metrics` and `/status` are generated from these
/// declarations.
package struct Metric: Sendable, Hashable {
  /// A value with its kind; `nil` if it is unknown: absent from `/metrics`, `null` in `/status`.
  package enum Value: Sendable, Hashable {
    /// A number that only grows while the process runs.
    case counter(Int)
    /// Seconds that only grow while the process runs.
    case seconds(Double?)
    /// A number that goes up and down.
    case gauge(Int?)
    /// 1 or 0 in `/metrics`, `true` or `false` in `/status`.
    case flag(Bool)
    /// Seconds since 1970; RFC 3339 in `/status`.
    case time(Double?)
    /// How often something was done and how many seconds it took in total; `count` and `seconds` in `/status`.
    case durations(count: Int, seconds: Double)
    /// A label named like the key, on a metric that is always 1; text in `/status`.
    case info(String)
    /// Only in `/status`.
    case text(String?)
  }

  /// The name within the group, in snake case and with its unit, as in `lag_bytes`; empty for a value that only
  /// `/status` has.
  package let name: String
  /// The key in `/status`.
  package let key: String
  /// What it counts, as a sentence.
  package let help: String
  package internal(set) var value: Value

  /// - Parameter key: `nil` for the name.
  package init(_ name: String = "", key: String? = nil, _ value: Value, _ help: String = "") {
    self.name = name
    self.key = key ?? name
    self.value = value
    self.help = help
  }

  package static func counter(_ name: String, key: String? = nil, _ value: Int, _ help: String) -> Self {
    Self(name, key: key, .counter(value), help)
  }

  package static func gauge(_ name: String, key: String? = nil, _ value: Int?, _ help: String) -> Self {
    Self(name, key: key, .gauge(value), help)
  }

  package static func flag(_ name: String, key: String? = nil, _ value: Bool, _ help: String) -> Self {
    Self(name, key: key, .flag(value), help)
  }

  /// The number of a counter or gauge; 0 for other kinds.
  package var count: Int {
    switch value {
    case .counter(let count), .gauge(.some(let count)): count
    default: 0
    }
  }

  /// The value as a single number; `nil` if it is unknown or none.
  var number: Double? {
    switch value {
    case .counter(let count): Double(count)
    case .gauge(let count): count.map { Double($0) }
    case .flag(let isSet): isSet ? 1 : 0
    case .seconds(let seconds), .time(let seconds): seconds
    case .durations, .info, .text: nil
    }
  }
}

/// The metrics of one part of the program.
package struct MetricGroup: Sendable, Hashable {
  /// The key in `/status`; empty for metrics that stand at its top.
  package let name: String
  /// The metrics; `nil` if the part is off.
  package let metrics: [Metric]?
  /// Subgroups, nested in this one in `/status`.
  package let groups: [MetricGroup]
  private let prefix: String

  /// - Parameters:
  ///   - name: the key in `/status`.
  ///   - prefix: what the names of the metrics begin with after `decklog_`; `nil` for the group's name.
  package init(_ name: String, prefix: String? = nil, _ metrics: [Metric]?, groups: [MetricGroup] = []) {
    let prefix = prefix ?? name
    self.init(name, fullPrefix: prefix.isEmpty ? "decklog_" : "decklog_\(prefix)_", metrics, groups)
  }

  init(_ name: String, fullPrefix: String, _ metrics: [Metric]?, _ groups: [MetricGroup] = []) {
    self.name = name
    prefix = fullPrefix
    self.metrics = metrics
    self.groups = groups
  }

  /// The full name of one of the metrics, as in a query.
  package func name(of metric: Metric) -> String {
    switch metric.value {
    case .counter, .seconds: "\(prefix)\(metric.name)_total"
    default: prefix + metric.name
    }
  }
}
