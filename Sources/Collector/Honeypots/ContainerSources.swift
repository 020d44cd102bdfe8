package import Formats

/// What is read of a container, and in which formats.
package struct ContainerSources: Sendable {
  /// A file in the container.
  package struct File: Sendable, Hashable {
    /// Absolute in the container, with the values of its variables; the last component may hold `*`.
    package let path: String
    /// `nil`: RFC 5424.
    package let format: Format?

    /// Whether the path is that of one file, which this container then owns before those that find it by `*`.
    package var isNamed: Bool { !path.utf8.contains(UInt8(ascii: "*")) }

    package init(path: String, format: Format?) {
      self.path = path
      self.format = format
    }

    package static func == (left: File, right: File) -> Bool { left.path == right.path }

    package func hash(into hasher: inout Hasher) { hasher.combine(path) }
  }

  /// The most files of a container.
  package static let mostFiles = 64

  /// The format of standard output; `nil`: RFC 5424.
  package var stdout: Format?
  /// The format of standard error; `nil`: RFC 5424.
  package var stderr: Format?
  /// Whether events come on standard error, which is then read without `--stderr`.
  package var readsStandardError = false
  /// No two with one path.
  package var files: [File] = []
  /// What is wrong with the container's labels, and with settings for it: one line each, without its name.
  package var warnings: [String] = []

  package init() {}
}
