internal import Evidence
import Files
internal import Glibc

/// The limits of a process.
struct LimitProbe: Sendable, Hashable {
  /// How many files may be open; a collector raises its soft limit to the hard one.
  struct OpenFiles: Sendable, Hashable {
    var soft: Int
    var hard: Int
  }

  /// Whether the process is the running collector, rather than this one.
  var isCollector: Bool
  var openFiles: OpenFiles?
  /// The ID of its user.
  var user: UInt32?
}

extension LimitProbe {
  /// Reads `/proc/PID` (proc(5)) of the collector, or of this process if the collector's is unknown.
  init(of process: Int32?) {
    let directory = "/proc/" + (process.map { String($0) } ?? "self")
    self.init(
      isCollector: process != nil,
      openFiles: SmallFile.text(of: "\(directory)/limits").flatMap(Self.openFiles),
      user: FileStatus(of: directory)?.user
    )
  }

  /// Parses the line `Max open files` of `/proc/PID/limits`.
  static func openFiles(_ text: String) -> OpenFiles? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("Max open files") }
    let words = line?.dropFirst("Max open files".count).split(separator: " ") ?? []
    guard words.count >= 2, let soft = limit(words[0]), let hard = limit(words[1]) else { return nil }
    return OpenFiles(soft: soft, hard: hard)
  }

  private static func limit(_ word: Substring) -> Int? { word == "unlimited" ? .max : Int(word) }
}
