import ArgumentParser
import Basics

// Options and flags with the names and the help of settings. `value` is what `--help` calls a value.

extension Option where Value == String? {
  init<Parsed>(
    _ setting: Setting<Parsed>,
    _ value: String,
    short: Character? = nil,
    discussion: String = "",
    completion: CompletionKind? = nil
  ) {
    self.init(
      name: setting.description.names(short: short),
      help: setting.description.argumentHelp(value, discussion),
      completion: completion
    )
  }
}

extension Option where Value == [String] {
  init(wrappedValue: [String], _ setting: SettingDescription, _ value: String) {
    self.init(wrappedValue: wrappedValue, name: setting.names(), help: setting.argumentHelp(value))
  }
}

extension ArgumentParser.Flag where Value == Bool {
  init(wrappedValue: Bool, _ setting: SettingDescription, discussion: String = "") {
    self.init(wrappedValue: wrappedValue, name: setting.names(), help: setting.argumentHelp(nil, discussion))
  }
}

extension SettingDescription {
  fileprivate func names(short: Character? = nil) -> NameSpecification {
    guard let flag, flag.hasPrefix("--") else { preconditionFailure("a setting without a flag") }
    return NameSpecification(
      (short.map { [.customShort($0)] } ?? []) + [.customLong(String(flag.dropFirst(2)))]
    )
  }

  fileprivate func argumentHelp(_ value: String?, _ discussion: String = "") -> ArgumentHelp {
    ArgumentHelp("\(flagHelp)", discussion: discussion, valueName: value)
  }
}
