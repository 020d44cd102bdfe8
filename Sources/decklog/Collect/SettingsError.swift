/// A setting that no default can stand in for.
struct SettingsError: Error, CustomStringConvertible {
  let description: String
}
