/// A setting, declared once: its names, its values, its default, and what happens to a bad value. The reader, `--help`
/// and the documentation come from the declaration.
package struct Setting<Value: Sendable>: Sendable {
  /// What people read about it.
  package let description: SettingDescription
  /// The value of a setting that isn't set.
  package let standard: Value
  /// What a value looks like.
  package let format: SettingFormat<Value>
  /// Whether a bad value keeps the program from starting, because every guess could do harm.
  package let isRefusedIfBad: Bool

  /// - Parameters:
  ///   - flag: its flag, dashes included.
  ///   - variables: its environment variables; the first that is set counts.
  ///   - help: what it does, as a sentence.
  ///   - shown: the default as people read it; `nil` for what the format makes of it.
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

/// What people read about a setting.
package struct SettingDescription: Sendable, Hashable {
  /// Its flag, dashes included.
  package let flag: String?
  /// Its environment variables; the first that is set counts.
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

  /// What `--help` says of its flag: what it does, its variables and its default.
  package var flagHelp: String {
    let names = variables.joined(separator: ", ")
    return "\(help) [\(names.isEmpty ? "" : names + "; ")\(standard)]"
  }
}
