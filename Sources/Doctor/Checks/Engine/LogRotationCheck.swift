/// Whether the engine's logs are rotated, but not before they are read.
struct LogRotationCheck: Check {
  /// The least `max-size`, in bytes: a flood fills less in a moment.
  static let leastSize = 1_000_000
  /// The least `max-file`, which gives a slow collector time.
  static let leastFiles = 5

  /// What is wrong with a container's log.
  private enum Fault: Int, CaseIterable {
    case unlimited, tiny, few

    var text: String {
      switch self {
      case .unlimited: "without max-size, so that the log grows until the disk is full"
      case .tiny: "max-size under 1 MB, which a flood fills before it is read"
      case .few: "max-file under \(LogRotationCheck.leastFiles), so that old lines are soon deleted"
      }
    }
  }

  let name = "log-rotation"

  func probe(_ survey: Survey) async throws(Late) -> LogProbe { try await survey.fleet.logs }

  func judge(_ probe: LogProbe) -> Finding? {
    let rotated = probe.logs.filter { $0.isJSONFile || $0.driver == "local" }
    guard !rotated.isEmpty else { return nil }
    var faults: [Fault: [String]] = [:]
    for log in rotated {
      for fault in Self.faults(of: log) { faults[fault, default: []].append(log.name) }
    }
    guard !faults.isEmpty else {
      return .ok("each log has a max-size, and at least \(Self.leastFiles) files")
    }
    let texts = Fault.allCases.compactMap { fault in
      faults[fault].map { "\(fault.text): \(NameList.text($0))" }
    }
    return .warning(
      texts.joined(separator: "; "),
      advice: "\(LogProbe.setting), or log-opts in /etc/docker/daemon.json, and recreate the containers."
    )
  }

  private static func faults(of log: ContainerLog) -> [Fault] {
    guard log.rotates else { return [.unlimited] }
    // Moby's defaults, `daemon/logger/jsonfilelog` and `daemon/logger/local`.
    let files = log.options["max-file"].flatMap { Int($0) } ?? (log.driver == "local" ? 5 : 1)
    let size = log.options["max-size"].flatMap(size) ?? .max
    return (size < leastSize ? [.tiny] : []) + (files < leastFiles ? [.few] : [])
  }

  /// Parses bytes as Docker does (go-units, `FromHumanSize`): a number and `k`, `m`, `g`, `t` or `p`, powers of 1000,
  /// with or without `b`.
  static func size(_ text: String) -> Int? {
    let text = text.lowercased()
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    var unit = text[digits.endIndex...].drop { $0 == " " }
    if unit.hasSuffix("b") { unit = unit.dropLast() }
    let powers: [Substring: Int] = ["": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5]
    guard let number = Double(digits), let power = powers[unit] else { return nil }
    return Int(exactly: ((0..<power).reduce(number) { value, _ in value * 1000 }).rounded(.down))
  }
}
