internal import Evidence
import Files
internal import Glibc

/// Whether logrotate rotates the files of the record so that no reader loses rows.
struct LogrotateCheck: Check {
  let name = "logrotate"

  func probe(_ survey: Survey) async throws(Late) -> (settings: LogrotateProbe, units: UnitProbe) {
    let (journal, path) = (survey.journal, survey.settings.places.logrotate)
    let settings = try await TimeLimit.blocking(path) { LogrotateProbe(journal, reading: path) }
    let units = (try? await survey.units) ?? UnitProbe(units: [])
    return (settings, units)
  }

  func judge(_ probe: (settings: LogrotateProbe, units: UnitProbe)) -> Finding? {
    let settings = probe.settings
    guard settings.exists else { return .skipped("logrotate has no settings here") }
    let twice = Dictionary(grouping: settings.matches, by: \.path)
      .filter { $1.dropFirst().contains { !$0.way.ignoresDuplicates } }
    if let (path, matches) = twice.min(by: { $0.key < $1.key }) {
      return .problem(
        "\(path) is in several stanzas: \(NameList.list(matches.map { NameList.path($0.place) }))",
        advice:
          "logrotate skips the whole settings file that has the second one, so that nothing in it is rotated, and"
          + " exits with 1. Beside the framework, whose stanza has *.log, use only deploy/logrotate-framework; an earlier"
          + " decklog left /etc/logrotate.d/decnet-collector. Remove one."
      )
    }
    let unread =
      settings.unread.isEmpty ? "" : "; not read: \(NameList.list(settings.unread.map(NameList.path)))"
    guard let match = settings.matches.first(where: { $0.path == settings.recordFile }) else {
      return .skipped("no stanza names \(settings.recordFile): it grows until something rotates it\(unread)")
    }
    let place = NameList.path(match.place)
    guard match.way.renames, !probe.units.isWithoutFramework else {
      let way =
        match.way.renames ? "renamed" : match.way.copiesAndTruncates ? "copied and truncated" : "copied"
      return .ok("\(settings.recordFile) is \(way), by \(place)\(unread)")
    }
    return .warning(
      "\(settings.recordFile) is renamed, by \(place); the framework's ingester only notices a file that has shrunk, and"
        + " loses rows",
      advice: "Rotate the records with `copytruncate`, as deploy/logrotate-framework does"
        + " (`make install INSTALL_FRAMEWORK=1`). Without the framework renaming is fine: run decklog as decklog.service."
    )
  }
}

/// The logrotate stanzas that name files of the record.
struct LogrotateProbe: Sendable {
  /// The most settings files that are read, and the depth of includes.
  static let fileLimit = 500
  static let depthLimit = 4
  /// The longest pattern that is matched, and the most asterisks in it: the cost is exponential in their number.
  static let patternLimit = 1024
  static let asteriskLimit = 6
  /// Suffixes of files that logrotate skips in a directory.
  private static let skipped = [
    ",v", ".bak", ".cfsaved", ".disabled", ".dpkg-bak", ".dpkg-del", ".dpkg-dist", ".dpkg-new", ".dpkg-old",
    ".dpkg-tmp", ".rpmnew", ".rpmorig", ".rpmsave", ".swp", ".ucf-dist", ".ucf-new", ".ucf-old", "~",
  ]

  /// A stanza that names a file of the record.
  struct Match: Sendable, Hashable {
    /// The file of the record.
    var path: String
    /// The stanza's file and line.
    var place: String
    var way: LogrotateFile.Way
  }

  var recordFile: String
  var matches: [Match] = []
  /// Settings files that could not be read, or are beyond the limits.
  var unread: [String] = []
  /// Whether there is a main settings file.
  var exists = true
}

extension LogrotateProbe {
  /// Reads the main settings file and what it includes. Blocks.
  init(_ settings: JournalSettings, reading path: String) {
    self.init(recordFile: settings.recordFile)
    exists = FileStatus(of: path) != nil
    guard exists else { return }
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
          // Defaults in an included file are local to it.
          var way = way
          read(path, &way, files, depth: depth + 1, &budget)
        }
      }
    }
  }

  /// The files that an `include` names: one, or all of a directory, sorted.
  private static func files(_ path: String) -> [String] {
    guard FileStatus(of: path)?.isDirectory == true, let directory = try? ForeignDirectory(path) else {
      return [path]
    }
    var names: [String] = []
    _ = try? directory.forEachName(limit: 4 * fileLimit) { name in
      if !name.hasPrefix("."), !skipped.contains(where: name.hasSuffix) { names.append(name) }
    }
    return names.sorted().map { "\(path)/\($0)" }.filter { FileStatus(of: $0)?.isDirectory != true }
  }

  /// An absolute path as it is written, and with its links resolved.
  private static func spellings(of path: String) -> [String] {
    let (directory, name) = Directories.split(path)
    var spellings = path.hasPrefix("/") ? [path] : []
    if let real = Directories.resolved(directory) { spellings.append(Directories.join(real, name)) }
    return spellings
  }

  private static func matches(_ pattern: String, _ paths: [String]) -> Bool {
    guard pattern.utf8.count <= patternLimit,
      pattern.utf8.count(where: { $0 == UInt8(ascii: "*") }) <= asteriskLimit
    else { return false }
    return paths.contains { fnmatch(pattern, $0, FNM_PATHNAME | FNM_PERIOD) == 0 }
  }
}
