/// Reads settings: a flag beats the environment, and a setting that isn't set has its default.
///
/// A bad value is one line: either it says what is used instead (``warnings``), or the program must not start
/// (``check()``). All settings are read before that, so that all bad values are reported at once.
package struct SettingReader: Sendable {
  /// Where the values are.
  package let environment: SettingsEnvironment
  /// One line for each bad value that something else is used for.
  package private(set) var warnings: [String] = []
  private var refusals: [String] = []

  package init(_ environment: SettingsEnvironment) {
    self.environment = environment
  }

  /// Reads a setting; its default stands in for a bad value, also where that keeps the program from starting.
  ///
  /// - Parameter given: what was given with its flag.
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

  /// What a setting is set to and by what; `nil` if it isn't set.
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

  /// What a person finds a setting by: what it is set by, or else its first name.
  package func name<Value>(of setting: Setting<Value>, _ given: String? = nil) -> String {
    value(of: setting, given)?.name ?? setting.description.flag ?? setting.description.variables.first ?? ""
  }

  /// A value is bad, and something else is used.
  package mutating func warn(_ name: String, _ text: String, expected: String, using standard: String) {
    warn(name, text, "expected \(expected); using \(standard)")
  }

  /// A value is bad.
  ///
  /// - Parameter consequence: what is wrong with it, and what is done instead.
  package mutating func warn(_ name: String, _ text: String, _ consequence: String) {
    warnings.append(Self.line(name, text, consequence))
  }

  /// What a person should know about a good value.
  package mutating func note(_ line: String) { warnings.append(line) }

  /// A value is bad, and the program must not start.
  package mutating func refuse(_ name: String, _ text: String, expected: String) {
    refuse(name, text, "expected \(expected)")
  }

  /// A value is bad, and the program must not start.
  ///
  /// - Parameter reason: what is wrong with it.
  package mutating func refuse(_ name: String, _ text: String, _ reason: String) {
    refuse(Self.line(name, text, reason))
  }

  /// The program must not start.
  package mutating func refuse(_ line: String) { refusals.append(line) }

  /// To be called when all settings are read, before anything is done.
  ///
  /// - Throws: what keeps the program from starting.
  package func check() throws(SettingError) {
    guard refusals.isEmpty else { throw SettingError(description: refusals.joined(separator: "\n")) }
  }

  private static func line(_ name: String, _ text: String, _ consequence: String) -> String {
    "invalid \(name) '\(PrintableText.make(from: text.utf8))': \(consequence)"
  }
}

/// Settings that a program must not start with, one a line.
package struct SettingError: Error, Hashable, CustomStringConvertible {
  package let description: String

  package init(description: String) {
    self.description = description
  }
}
