/// The variables that settings are read from.
package struct SettingsEnvironment: Sendable {
  /// All variables.
  package let variables: [String: String]
  /// Where a variable's value was found, if not in the environment: in a file, under a name of its own.
  private let places: [String: String]

  /// - Parameter places: for each variable that isn't from the environment, what a person finds its value by.
  package init(_ variables: [String: String], places: [String: String] = [:]) {
    self.variables = variables
    self.places = places
  }

  /// A variable's value; `nil` if it is unset, or nothing but white space.
  package subscript(_ variable: String) -> String? {
    variables[variable].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
  }

  /// What a person finds a variable's value by.
  package func name(of variable: String) -> String { places[variable] ?? variable }
}
