internal import Evidence
internal import Files
internal import Glibc

/// What logrotate does to the files of the record.
struct LogrotateFacts: Sendable {
  /// The most files of settings that are read, and how deep one may include another.
  static let fileLimit = 500
  static let depthLimit = 4
  /// The longest pattern that is tried, and the most asterisks in it: matching costs a power of their number.
  static let patternLimit = 1024
  static let asteriskLimit = 6
  /// Names in a directory that logrotate passes over by itself.
  private static let passedOver = [
    ",v", ".bak", ".cfsaved", ".disabled", ".dpkg-bak", ".dpkg-del", ".dpkg-dist", ".dpkg-new", ".dpkg-old",
    ".dpkg-tmp", ".rpmnew", ".rpmorig", ".rpmsave", ".swp", ".ucf-dist", ".ucf-new", ".ucf-old", "~",
  ]

  /// A stanza that names a file of the record.
  struct Match: Sendable, Hashable {
    /// The file of the record.
    var path: String
    /// Where the stanza stands: file and line.
    var place: String
    var way: LogrotateFile.Way
  }

  var recordFile: String
  var matches: [Match] = []
  /// Files that can't be read here, and how many more there are than are read.
  var unread: [String] = []
  /// Whether logrotate has settings here at all.
  var isThere = true

  init(recordFile: String, matches: [Match] = [], unread: [String] = [], isThere: Bool = true) {
    self.recordFile = recordFile
    self.matches = matches
    self.unread = unread
    self.isThere = isThere
  }

  /// Reads the settings. Blocks.
  ///
  /// - Parameter path: the file that logrotate begins with.
  init(_ settings: JournalSettings, reading path: String) {
    self.init(recordFile: settings.recordFile)
    isThere = FileStatus(of: path) != nil
    guard isThere else { return }
    let files = [settings.logFile, settings.recordFile, settings.ledgerFile]
    var budget = Self.fileLimit
    var way = LogrotateFile.Way()
    read(path, &way, files.map { ($0, Self.spellings(of: $0)) }, depth: 0, &budget)
  }

  private mutating func read(
    _ path: String,
    _ way: inout LogrotateFile.Way,
    _ files: [(path: String, spellings: [String])],
    depth: Int,
    _ budget: inout Int
  ) {
    guard budget > 0 else { return unread.append(path) }
    budget -= 1
    guard let text = SmallFile.text(of: path) else { return unread.append(path) }
    let file = LogrotateFile(text, way)
    way = file.way
    for item in file.items {
      switch item {
      case .stanza(let stanza):
        for file in files where stanza.patterns.contains(where: { Self.matches($0, file.spellings) }) {
          matches.append(Match(path: file.path, place: "\(path):\(stanza.line)", way: stanza.way))
        }
      case .include(let included, let way):
        guard depth < Self.depthLimit else {
          unread.append(included)
          continue
        }
        for path in Self.files(included) {
          // What a file of a directory says for all counts in that file alone.
          var way = way
          read(path, &way, files, depth: depth + 1, &budget)
        }
      }
    }
  }

  /// The files that an `include` names: one, or all of a directory in the order of their names.
  private static func files(_ path: String) -> [String] {
    guard FileStatus(of: path)?.isDirectory == true, let directory = try? ForeignDirectory(path) else {
      return [path]
    }
    var names: [String] = []
    _ = try? directory.forEachName(limit: 4 * fileLimit) { name in
      if !name.hasPrefix("."), !passedOver.contains(where: name.hasSuffix) { names.append(name) }
    }
    return names.sorted().map { "\(path)/\($0)" }.filter { FileStatus(of: $0)?.isDirectory != true }
  }

  /// A path as it is spelled and as it really is, both absolute.
  private static func spellings(of path: String) -> [String] {
    let (directory, name) = Directories.split(path)
    var spellings = path.hasPrefix("/") ? [path] : []
    if let real = realpath(directory, nil) {
      let text = String(cString: real)
      free(real)
      spellings.append((text == "/" ? "" : text) + "/" + name)
    }
    return spellings
  }

  private static func matches(_ pattern: String, _ paths: [String]) -> Bool {
    guard pattern.utf8.count <= patternLimit,
      pattern.utf8.count(where: { $0 == UInt8(ascii: "*") }) <= asteriskLimit
    else { return false }
    return paths.contains { fnmatch(pattern, $0, FNM_PATHNAME | FNM_PERIOD) == 0 }
  }
}
