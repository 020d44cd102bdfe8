/// A number about a part of the program, declared where it is counted: `/metrics` and `/status` are made of its
/// declaration.
public struct Metric: Sendable, Hashable {
  /// What kind of number it is.
  public enum Kind: Sendable, Hashable {
    /// One that only grows while the process runs.
    case counter
    /// One that goes up and down.
    case gauge
    /// Whether something is so: 1 or 0 for scrapers, `true` or `false` in `/status`.
    case flag
  }

  /// Its name within its group, in snake case and with its unit, as in `lag_bytes`.
  public let name: String
  /// What kind of number it is.
  public let kind: Kind
  /// What it counts, as a sentence.
  public let help: String
  /// The number.
  public var value: Int

  private init(_ name: String, _ kind: Kind, _ value: Int, _ help: String) {
    self.name = name
    self.kind = kind
    self.value = value
    self.help = help
  }

  /// A number that only grows while the process runs.
  public static func counter(_ name: String, _ value: Int, _ help: String) -> Self {
    Self(name, .counter, value, help)
  }

  /// A number that goes up and down.
  public static func gauge(_ name: String, _ value: Int, _ help: String) -> Self {
    Self(name, .gauge, value, help)
  }

  /// Whether something is so.
  public static func flag(_ name: String, _ value: Bool, _ help: String) -> Self {
    Self(name, .flag, value ? 1 : 0, help)
  }
}

/// The numbers of one part of the program.
public struct MetricGroup: Sendable, Hashable {
  /// Its key in `/status`.
  public let name: String
  /// What the names of its metrics begin with, if anything.
  public let prefix: String
  /// Its numbers; `nil` for a part that is off.
  public let metrics: [Metric]?
  /// The numbers of its own parts, which stand inside it in `/status`.
  public let groups: [MetricGroup]

  /// - Parameters:
  ///   - name: its key in `/status`.
  ///   - prefix: what the names of its metrics begin with; `nil` for its name.
  public init(_ name: String, prefix: String? = nil, _ metrics: [Metric]?, groups: [MetricGroup] = []) {
    self.name = name
    self.prefix = prefix ?? name
    self.metrics = metrics
    self.groups = groups
  }

  /// What scrapers call one of its metrics.
  public func name(of metric: Metric) -> String {
    "decklog_\(prefix.isEmpty ? "" : prefix + "_")\(metric.name)\(metric.kind == .counter ? "_total" : "")"
  }
}
