import Basics
import Foundation

/// The settings of the environment, and below them those of the framework's settings file.
struct SettingsEnvironment {
  /// The process's own. The file is read once, where the first setting is asked for; what is wrong is said then.
  static let process: SettingsEnvironment = {
    let environment = SettingsEnvironment(ProcessInfo.processInfo.environment, file: FrameworkFile.path)
    for warning in environment.warnings { StandardError.print(warning) }
    return environment
  }()

  /// All variables.
  let variables: [String: String]
  /// One clear line for each bad value, and for what is wrong with the file.
  let warnings: [String]
  /// Which variables are the file's, and under which names it has them.
  private let sources: [String: String]

  /// - Parameters:
  ///   - environment: the variables. An empty one is as good as none: the file's setting counts then.
  ///   - file: the framework's settings file; `nil` for none.
  init(_ environment: [String: String], file: String? = nil) {
    let file = file.map { FrameworkFile($0) }
    let fromFile = (file?.values ?? [:]).filter { environment[$0.key]?.isEmpty ?? true }
    let sources = (file?.sources ?? [:]).filter { fromFile[$0.key] != nil }
    let variables = environment.merging(fromFile) { $1 }
    self.variables = variables
    self.sources = sources
    warnings =
      (file?.warnings ?? [])
      + Switch.all.compactMap { $0.complaint(variables, name: sources[$0.variable] ?? $0.variable) }
  }

  /// A variable's value; `nil` where it is not set or empty.
  subscript(_ variable: String) -> String? { variables[variable].flatMap { $0.isEmpty ? nil : $0 } }

  /// What a person finds the setting by: the variable, or the key in the file.
  func name(of variable: String) -> String { sources[variable] ?? variable }

  /// A message that names variables, with the places of those that are not in the environment.
  func located(_ message: String) -> String {
    let places = sources.filter { message.contains($0.key) }.map { "\($0.key) is \($0.value)" }.sorted()
    return places.isEmpty ? message : "\(message) (\(places.joined(separator: ", ")))"
  }
}

extension SettingsEnvironment {
  /// A setting that is on or off, in the words that are understood; any other word leaves it as it is by default.
  private struct Switch {
    let variable: String
    let words: Set<String>
    let standard: Bool

    static let all = [
      Switch(
        variable: "DECNET_BUS_ENABLED",
        words: ["true", "1", "yes", "on", "false"],
        standard: true
      ),
      Switch(
        variable: "DECNET_DEVELOPER_TRACING",
        words: ["true", "1", "yes", "false", "0", "no", "off"],
        standard: false
      ),
    ]

    func complaint(_ variables: [String: String], name: String) -> String? {
      let text = (variables[variable] ?? "").trimmingCharacters(in: .whitespaces)
      guard !text.isEmpty, !words.contains(text.lowercased()) else { return nil }
      return "\(name) '\(PrintableText.make(from: text.utf8))': wants true or false; \(standard) is used"
    }
  }
}
