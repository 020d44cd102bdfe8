package import Basics

/// The framework's settings file, as far as decklog uses it.
struct FrameworkFile {
  static let path = "/etc/decnet/decnet.ini"

  /// The variable that each key stands for.
  private static let variables: [INIText.Key: String] = [
    .init(section: "logging", name: "ingest-log"): "DECNET_INGEST_LOG_FILE",
    .init(section: "bus", name: "enabled"): "DECNET_BUS_ENABLED",
    .init(section: "bus", name: "type"): "DECNET_BUS_TYPE",
    .init(section: "bus", name: "socket"): "DECNET_BUS_SOCKET",
    .init(section: "tracing", name: "enabled"): "DECNET_DEVELOPER_TRACING",
    .init(section: "tracing", name: "otel-endpoint"): "DECNET_OTEL_ENDPOINT",
  ]

  /// Non-empty values, by variable.
  private(set) var values: [String: String] = [:]
  /// The key of each variable's value, as messages name it.
  private(set) var sources: [String: String] = [:]
  /// One line for each thing that is ignored.
  private(set) var warnings: [String] = []

  /// Reads a file. A missing file counts as empty.
  init(_ path: String) {
    let file: INIText
    do {
      file = INIText(try OperatorFile.text(of: path), wanted: Set(Self.variables.keys))
    } catch {
      if error.isMissing { return }
      warnings = ["cannot read \(path): \(error.reason); ignoring its settings"]
      return
    }
    if let (first, count) = file.unread {
      let others = count > 1 ? ", and \(count - 1) more" : ""
      warnings.append("\(path): ignoring line \(first), which is no setting\(others)")
    }
    for (key, variable) in Self.variables.sorted(by: { $0.value < $1.value }) {
      guard let value = file.values[key], !value.isEmpty else { continue }
      let source = "[\(key.section)] \(key.name) in \(path)"
      guard !value.contains("\n") else {
        warnings.append(
          "invalid \(source) '\(PrintableText.make(from: value.utf8))': expected a single line; ignoring it"
        )
        continue
      }
      values[variable] = value
      sources[variable] = source
    }
  }
}

extension SettingsEnvironment {
  /// Environment variables, and the values of a settings file for those that are unset or empty.
  ///
  /// - Parameter file: the settings file; `nil` for the framework's.
  /// - Returns: the warnings are one line for each thing that is wrong with the file.
  package static func read(
    _ variables: [String: String],
    file: String? = nil
  ) -> (environment: SettingsEnvironment, warnings: [String]) {
    let file = FrameworkFile(file ?? FrameworkFile.path)
    let added = file.values.filter { variables[$0.key]?.isEmpty ?? true }
    let places = file.sources.filter { added[$0.key] != nil }
    return (SettingsEnvironment(variables.merging(added) { $1 }, places: places), file.warnings)
  }
}
