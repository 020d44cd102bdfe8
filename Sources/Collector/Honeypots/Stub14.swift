package import Formats

package struct ContainerSources: Sendable {
  package struct File: Sendable {
    package var path: String
    package var format: Format?
    package var isNamed: Bool
  }
  package var stdout: Format?
  package var stderr: Format?
  package var readsStandardError = false
  package var files: [File] = []
  package var warnings: [String] = []
}

package struct SourceRules: Sendable {
  package static let none = SourceRules()
  package func sources(of member: FleetMember, variables: [String: String]) -> ContainerSources {
    ContainerSources()
  }
}

extension CollectorSettings {
  package var sources: SourceRules { .none }
}
