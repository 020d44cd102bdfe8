/// Whether the engine's logs are rotated, but not before they are read.
struct LogRotationCheck: Check {
  /// The least `max-size`, in bytes: a flood fills less in a moment.
  static let leastSize = 1_000_000
  /// The least `max-file`, which gives a slow collector time.
  static let leastFiles = 5

  let name = "log-rotation"

  func probe(_ survey: Survey) async throws(Late) -> LogProbe { try await survey.fleet.logs }

  func judge(_ probe: LogProbe) -> Finding? {
    let rotated = probe.logs.filter { $0.isJSONFile || $0.driver == "local" }
    guard !rotated.isEmpty else { return nil }
    let limited = rotated.filter(\.rotates)
    let faults = [
      ("without max-size, so that the log grows until the disk is full", rotated.filter { !$0.rotates }),
      (
        "max-size under 1 MB, which a flood fills before it is read",
        limited.filter { $0.maxSize < Self.leastSize }
      ),
      (
        "max-file under \(Self.leastFiles), so that old lines are soon deleted",
        limited.filter { $0.maxFiles < Self.leastFiles }
      ),
    ].filter { !$0.1.isEmpty }
    guard !faults.isEmpty else {
      return .ok("each log has a max-size, and at least \(Self.leastFiles) files")
    }
    return .warning(
      faults.map { "\($0): \(NameList.text($1.map(\.name)))" }.joined(separator: "; "),
      advice: "\(LogProbe.setting), or log-opts in /etc/docker/daemon.json, and recreate the containers."
    )
  }

  /// Parses bytes as Docker does (go-units, `FromHumanSize`): a number, and `k` to `p`, powers of 1000, maybe with `b`.
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

extension ContainerLog {
  /// Bytes; `.max` if unset or invalid.
  fileprivate var maxSize: Int { options["max-size"].flatMap(LogRotationCheck.size) ?? .max }

  /// With the defaults of Moby's `daemon/logger/jsonfilelog` and `daemon/logger/local`.
  fileprivate var maxFiles: Int { options["max-file"].flatMap { Int($0) } ?? (driver == "local" ? 5 : 1) }
}
