import Basics
package import Formats

/// The formats of a container's sources, as the label `decklog.format` and `--format` write them: `NAME` for all, or
/// `stdout:NAME`, `stderr:NAME` and `/PATH:NAME` with `;` between.
package struct FormatAssignment: Sendable {
  /// A format by name.
  enum Choice: Sendable {
    case syslog
    case declared(Format)

    /// `nil`: RFC 5424.
    var format: Format? { if case .declared(let format) = self { format } else { nil } }
  }

  /// Why a text is no assignment.
  package struct Fault: Error, CustomStringConvertible {
    package let description: String
  }

  /// For sources without a choice of their own.
  private(set) var all: Choice?
  private(set) var stdout: Choice?
  private(set) var stderr: Choice?
  private(set) var files: [(path: ContainerPath, choice: Choice)] = []

  /// Everything is RFC 5424.
  static let syslog = {
    var assignment = FormatAssignment()
    assignment.all = .syslog
    return assignment
  }()

  private init() {}

  package init(_ text: String, in library: FormatLibrary) throws(Fault) {
    for item in text.split(separator: ";", omittingEmptySubsequences: false) {
      let item = SettingText.trimmed(item)
      let colon = item.lastIndex(of: ":")
      let name = colon.map { String(item[item.index(after: $0)...]) } ?? item
      let choice = try Self.choice(name, in: library)
      switch colon.map({ String(item[..<$0]) }) {
      case nil: try Self.set(&all, choice, "all sources")
      case "stdout": try Self.set(&stdout, choice, "stdout")
      case "stderr": try Self.set(&stderr, choice, "stderr")
      case let text?:
        let path: ContainerPath
        do {
          path = try ContainerPath(text)
        } catch {
          throw Fault(description: "'\(text)' is not stdout, stderr or the path of a file: \(error)")
        }
        guard !files.contains(where: { $0.path == path }) else {
          throw Fault(description: "two formats for \(text)")
        }
        guard files.count < ContainerSources.mostFiles else {
          throw Fault(description: "more than \(ContainerSources.mostFiles) files")
        }
        files.append((path, choice))
      }
    }
  }

  private static func set(_ slot: inout Choice?, _ choice: Choice, _ name: String) throws(Fault) {
    guard slot == nil else { throw Fault(description: "two formats for \(name)") }
    slot = choice
  }

  private static func choice(_ name: String, in library: FormatLibrary) throws(Fault) -> Choice {
    switch name {
    case FormatGuess.syslog: return .syslog
    case Format.noEvents.name: return .declared(.noEvents)
    default:
      if let format = library[name] { return .declared(format) }
      throw Fault(description: "no format is called '\(name)'; decklog formats lists them")
    }
  }

  /// The choice for a file by its path; `nil` if there is none but that for all.
  ///
  /// - Parameters:
  ///   - path: without variables.
  ///   - variables: the container's.
  func choice(forFile path: String, _ variables: [String: String]) -> Choice? {
    files.first { Self.matches(path, $0.path, variables) }?.choice
  }

  /// The paths with a choice that is for none of a container's files.
  func unusedPaths(_ paths: [String], _ variables: [String: String]) -> [ContainerPath] {
    files.map(\.path).filter { pattern in !paths.contains { Self.matches($0, pattern, variables) } }
  }

  private static func matches(_ path: String, _ pattern: ContainerPath, _ variables: [String: String]) -> Bool
  {
    guard let pattern = try? pattern.resolved(variables) else { return false }
    func depth(_ path: String) -> Int { path.utf8.count { $0 == UInt8(ascii: "/") } }
    // `*` stands within the last component.
    return pattern == path || depth(pattern) == depth(path) && Glob(pattern).matches(path)
  }
}
