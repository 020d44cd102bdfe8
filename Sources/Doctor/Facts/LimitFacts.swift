internal import Evidence
internal import Files

/// What a process may have.
struct LimitFacts: Sendable, Hashable {
  /// How many files may be open; a collector raises its soft limit to the hard one.
  struct OpenFiles: Sendable, Hashable {
    var soft: Int
    var hard: Int
  }

  /// Whether it is that of the running collector, or of this process in its place.
  var isCollector: Bool
  var openFiles: OpenFiles?
  /// The number of the user that it runs as.
  var user: UInt32?
  /// inotify(7): how many instances each user may have.
  var inotifyInstances: Int?

  init(isCollector: Bool, openFiles: OpenFiles? = nil, user: UInt32? = nil, inotifyInstances: Int? = nil) {
    self.isCollector = isCollector
    self.openFiles = openFiles
    self.user = user
    self.inotifyInstances = inotifyInstances
  }

  /// Looks into `/proc` (proc(5)).
  ///
  /// - Parameter process: the collector; `nil` where none runs, or nobody knows its number.
  init(of process: Int32?) {
    let directory = "/proc/" + (process.map { String($0) } ?? "self")
    self.init(
      isCollector: process != nil,
      openFiles: SmallFile.text(of: "\(directory)/limits").flatMap(Self.openFiles),
      user: FileStatus(of: directory)?.user,
      inotifyInstances: SmallFile.text(of: "/proc/sys/fs/inotify/max_user_instances").flatMap(Self.number)
    )
  }

  /// The line of `/proc/PID/limits` that tells of open files.
  static func openFiles(_ text: String) -> OpenFiles? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("Max open files") }
    let words = line?.dropFirst("Max open files".count).split(separator: " ") ?? []
    guard words.count >= 2, let soft = limit(words[0]), let hard = limit(words[1]) else { return nil }
    return OpenFiles(soft: soft, hard: hard)
  }

  private static func limit(_ word: Substring) -> Int? { word == "unlimited" ? .max : Int(word) }

  private static func number(_ text: String) -> Int? { text.split(separator: "\n").first.flatMap { Int($0) } }
}
