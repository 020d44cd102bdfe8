/// Settings for a test are not what they should be.
struct SettingsFailure: Error {
  var warnings: [String]
}
