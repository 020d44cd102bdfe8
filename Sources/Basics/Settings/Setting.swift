/// The declaration of a setting: its names, values and default, and what happens to an invalid value. `--help` and the
/// documentation are generated from it.
package struct Setting<Value: Sendable>: Sendable {
  /// Its names and help.
  package let description: SettingDescription
  package let standard: Value
  package let format: SettingFormat<Value>
  /// Whether an invalid value prevents the start, because the default could do harm.
  package let isRefusedIfBad: Bool

  /// - Parameters:
  ///   - flag: its flag, dashes included.
  ///   - variables: its environment variables; the first that is set wins.
  ///   - help: what it does, as a sentence.
  ///   - shown: the default in documentation, if not as the format writes it.
  package init(
    flag: String? = nil,
    variables: [String] = [],
    help: String,
    format: SettingFormat<Value>,
    standard: Value,
    shown: String? = nil,
    isRefusedIfBad: Bool = false
  ) {
    precondition(flag != nil || !variables.isEmpty, "a setting without a name")
    description = SettingDescription(
      flag: flag,
      variables: variables,
      help: help,
      standard: shown ?? format.text(standard)
    )
    self.standard = standard
    self.format = format
    self.isRefusedIfBad = isRefusedIfBad
  }
}

/// The names and help of a setting.
package struct SettingDescription: Sendable, Hashable {
  /// Its flag, dashes included.
  package let flag: String?
  /// Its environment variables; the first that is set wins.
  package let variables: [String]
  /// What it does, as a sentence.
  package let help: String
  /// Its default.
  package let standard: String

  package init(flag: String? = nil, variables: [String] = [], help: String, standard: String) {
    self.flag = flag
    self.variables = variables
    self.help = help
    self.standard = standard
  }

  /// The text for `--help`: what it does, its variables and its default.
  package var flagHelp: String {
    let names = variables.joined(separator: ", ")
    return "\(help) [\(names.isEmpty ? "" : names + "; ")\(standard)]"
  }
}
