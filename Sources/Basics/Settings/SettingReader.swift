/// Reads settings: a flag takes precedence over the environment, and the environment over the default.
///
/// Each invalid value makes one line: a warning that says what is used instead (``warnings``), or a refusal to start
/// (``check()``). All settings are read first, so that all invalid values are reported at once.
package struct SettingReader: Sendable {
  /// The source of the values.
  package let environment: SettingsEnvironment
  /// One line for each invalid value that was replaced.
  package private(set) var warnings: [String] = []
  private var refusals: [String] = []

  package init(_ environment: SettingsEnvironment) { self.environment = environment }

  /// Reads a setting, `given` by its flag or else by the environment; returns its default if the value is invalid.
  package mutating func read<Value>(_ setting: Setting<Value>, _ given: String? = nil) -> Value {
    guard let (name, text) = value(of: setting, given) else { return setting.standard }
    if let value = setting.format.parse(text) { return value }
    if setting.isRefusedIfBad {
      refuse(name, text, expected: setting.format.expected)
    } else {
      warn(name, text, expected: setting.format.expected, using: setting.description.standard)
    }
    return setting.standard
  }

  /// A setting's value and where it is from; `nil` if unset.
  package func value<Value>(of setting: Setting<Value>, _ given: String? = nil) -> (
    name: String, text: String
  )? {
    if let given { return (setting.description.flag ?? "", given) }
    for variable in setting.description.variables {
      let text = setting.format.takesEmpty ? environment.variables[variable] : environment[variable]
      if let text { return (environment.name(of: variable), text) }
    }
    return nil
  }

  /// The name that a setting was set by, or else its first name.
  package func name<Value>(of setting: Setting<Value>, _ given: String? = nil) -> String {
    value(of: setting, given)?.name ?? setting.description.flag ?? setting.description.variables.first ?? ""
  }

  /// Warns of an invalid value and names the replacement.
  package mutating func warn(_ name: String, _ text: String, expected: String, using standard: String) {
    warn(name, text, "expected \(expected); using \(standard)")
  }

  /// Warns of an invalid value: what is wrong and what is done instead.
  package mutating func warn(_ name: String, _ text: String, _ consequence: String) {
    warnings.append(Self.line(name, text, consequence))
  }

  /// Adds a warning about a valid value.
  package mutating func note(_ line: String) { warnings.append(line) }

  /// Refuses to start because of an invalid value.
  package mutating func refuse(_ name: String, _ text: String, expected: String) {
    refuse(name, text, "expected \(expected)")
  }

  package mutating func refuse(_ name: String, _ text: String, _ reason: String) {
    refuse(Self.line(name, text, reason))
  }

  /// Refuses to start.
  package mutating func refuse(_ line: String) { refusals.append(line) }

  /// Throws all refusals. Call it after reading all settings, before anything else.
  package func check() throws(SettingError) {
    guard refusals.isEmpty else { throw SettingError(description: refusals.joined(separator: "\n")) }
  }

  private static func line(_ name: String, _ text: String, _ consequence: String) -> String {
    "invalid \(name) '\(PrintableText.make(from: text.utf8))': \(consequence)"
  }
}

/// Settings that prevent the start, one per line.
package struct SettingError: Error, Hashable, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}

/// The environment variables, and those from a file.
package struct SettingsEnvironment: Sendable {
  /// All variables.
  package let variables: [String: String]
  private let places: [String: String]

  /// - Parameter places: the origin of each variable that isn't from the environment, for messages.
  package init(_ variables: [String: String], places: [String: String] = [:]) {
    self.variables = variables
    self.places = places
  }

  /// A variable's value; `nil` if unset or blank.
  package subscript(_ variable: String) -> String? {
    variables[variable].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
  }

  /// The origin of a variable's value.
  package func name(of variable: String) -> String { places[variable] ?? variable }
}
