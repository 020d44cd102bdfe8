/// Why a container belongs to the fleet.
package enum FleetRule: Sendable, Hashable {
  /// A label of the framework's is `true`; its name.
  case label(String)
  /// The state file names it.
  case stateFile
  /// A selector of the operator's matches it: `LABEL=VALUE`.
  case selector(String)
}
