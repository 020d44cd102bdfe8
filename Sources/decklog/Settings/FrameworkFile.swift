import Basics
import Evidence
import Files
import Glibc

/// The framework's settings file, as far as its settings are decklog's too.
struct FrameworkFile {
  /// Where the framework has it.
  static let path = "/etc/decnet/decnet.ini"
  /// The longest file that is read, in bytes.
  static let longest = 1 << 20

  /// The variables that its keys stand for.
  private static let variables: [INIText.Key: String] = [
    .init(section: "logging", name: "ingest-log"): "DECNET_INGEST_LOG_FILE",
    .init(section: "bus", name: "enabled"): "DECNET_BUS_ENABLED",
    .init(section: "bus", name: "type"): "DECNET_BUS_TYPE",
    .init(section: "bus", name: "socket"): "DECNET_BUS_SOCKET",
    .init(section: "tracing", name: "enabled"): "DECNET_DEVELOPER_TRACING",
    .init(section: "tracing", name: "otel-endpoint"): "DECNET_OTEL_ENDPOINT",
  ]

  /// The values by the variables that they stand for; an empty value is none.
  private(set) var values: [String: String] = [:]
  /// Which key of the file a variable's value is from, in words.
  private(set) var sources: [String: String] = [:]
  /// One line for whatever is not used.
  private(set) var warnings: [String] = []

  /// Reads a file. One that is missing is as good as an empty one.
  init(_ path: String) {
    let text: String
    switch Self.content(of: path) {
    case .missing: return
    case .text(let found): text = found
    case .unusable(let why):
      warnings = ["cannot read \(path): \(why); ignoring its settings"]
      return
    }
    let file = INIText(text, wanted: Set(Self.variables.keys))
    if let (first, count) = file.unread {
      let others = count > 1 ? ", and \(count - 1) more" : ""
      warnings.append("\(path): ignoring line \(first), which is no setting\(others)")
    }
    for (key, variable) in Self.variables.sorted(by: { $0.value < $1.value }) {
      guard let value = file.values[key], !value.isEmpty else { continue }
      let source = "[\(key.section)] \(key.name) in \(path)"
      guard !value.contains("\n") else {
        warnings.append(
          "invalid \(source) '\(PrintableText.make(from: value.utf8))': expected a single line; ignoring it"
        )
        continue
      }
      values[variable] = value
      sources[variable] = source
    }
  }

  private enum Content {
    case missing
    case text(String)
    /// Why it can't be used.
    case unusable(String)
  }

  private static func content(of path: String) -> Content {
    // A FIFO without a writer must not be waited for.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      return errno == ENOENT || errno == ENOTDIR ? .missing : .unusable(String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    guard FileStatus(of: descriptor)?.isRegularFile == true else { return .unusable("not a regular file") }
    let bytes = FileBytes.read(descriptor, at: 0, count: longest + 1)
    guard bytes.count <= longest else { return .unusable("longer than \(longest) bytes") }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      return .unusable("not UTF-8 text")
    }
    return .text(text)
  }
}
