package import Basics

/// The flags on a command line.
package struct Flags {
  private var values: [String: [String]] = [:]

  package init() {}

  /// A flag's value; `nil` if it was not given.
  package subscript<Value>(setting: Setting<Value>) -> String? {
    get { self[all: setting.description].last }
    set { self[all: setting.description] = newValue.map { [$0] } ?? [] }
  }

  /// Whether a flag without a value was given.
  package subscript(isOn setting: SettingDescription) -> Bool {
    get { !self[all: setting].isEmpty }
    set { self[all: setting] = newValue ? [""] : [] }
  }

  /// The values of a repeatable flag.
  package subscript(all setting: SettingDescription) -> [String] {
    get { setting.flag.flatMap { values[$0] } ?? [] }
    set {
      guard let flag = setting.flag else { preconditionFailure("a setting without a flag") }
      values[flag] = newValue
    }
  }
}

extension SettingReader {
  /// Reads a setting from its flag or the environment.
  package mutating func read<Value>(_ setting: Setting<Value>, _ flags: Flags) -> Value {
    read(setting, flags[setting])
  }
}
