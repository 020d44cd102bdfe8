internal import Evidence
internal import Files
internal import Glibc

/// What systemd would start as a collector on this host, according to its files; systemd itself isn't asked.
struct UnitProbe: Sendable {
  /// The framework's collector, and decklog's own unit.
  static let names = ["decnet-collector.service", "decklog.service"]
  private static let api = "decnet-api.service"
  /// The most drop-ins of one unit that are read.
  static let dropInLimit = 100

  /// A unit that exists.
  struct Unit: Sendable, Hashable {
    var name: String
    /// The unit's own file.
    var path: String
    /// The words of `ExecStart=`; empty if there is none.
    var command: [String] = []
    /// The file that sets it.
    var commandPath: String
    /// The user that it runs as; `nil` for root.
    var user: String?
    /// Whether it starts with the host.
    var isEnabled = false
    /// Whether the program exists; `true` if unknown.
    var programExists = true
  }

  var units: [Unit]
  /// The user of the framework's API; `nil` without a unit for it.
  var apiUser: String?

  /// Whether decklog has a unit here, and the framework has none.
  var isWithoutFramework: Bool { unit(Self.names[1]) != nil && unit(Self.names[0]) == nil }
}

extension UnitProbe {
  /// Reads the units in these directories, which are in order of precedence. Blocks.
  init(in directories: [String]) {
    units = Self.names.compactMap { Self.unit($0, directories) }
    apiUser = Self.unit(Self.api, directories).map { $0.user ?? "root" }
  }

  func unit(_ name: String) -> Unit? { units.first { $0.name == name } }

  private static func unit(_ name: String, _ directories: [String]) -> Unit? {
    let paths = directories.map { "\($0)/\(name)" }
    guard let path = paths.first(where: { FileStatus(of: $0, followsLink: false) != nil }) else { return nil }
    var unit = Unit(name: name, path: path, commandPath: path)
    // A masked unit is a link to /dev/null, which is not a regular file.
    guard let text = SmallFile.text(of: path) else { return nil }
    var commands: [(text: String, path: String)] = []
    var files = dropIns(name, directories)
    files.insert((path, text), at: 0)
    for (path, text) in files {
      let file = UnitFile(text)
      for command in file.commands {
        if command.isEmpty { commands = [] } else { commands.append((command, path)) }
      }
      unit.user = file.user.map { $0.isEmpty ? nil : $0 } ?? unit.user
    }
    if let first = commands.first {
      unit.command = UnitFile.words(first.text)
      unit.commandPath = first.path
    }
    unit.isEnabled = directories.contains { directory in
      FileStatus(of: "\(directory)/multi-user.target.wants/\(name)", followsLink: false) != nil
    }
    if let program = unit.command.first, program.hasPrefix("/") {
      unit.programExists = access(program, X_OK) == 0 || errno != ENOENT
    }
    return unit
  }

  /// The drop-ins in systemd's order. Of files with the same name, only the first directory's counts.
  private static func dropIns(_ name: String, _ directories: [String]) -> [(path: String, text: String)] {
    var found: [String: String] = [:]
    for directory in directories {
      guard let folder = try? ForeignDirectory("\(directory)/\(name).d") else { continue }
      _ = try? folder.forEachName(limit: dropInLimit) { file in
        if file.hasSuffix(".conf"), found[file] == nil { found[file] = "\(directory)/\(name).d/\(file)" }
      }
    }
    return found.sorted { $0.key < $1.key }.compactMap { _, path in
      SmallFile.text(of: path).map { (path, $0) }
    }
  }
}

extension UnitProbe.Unit {
  /// Whether it runs decklog, directly or through another program.
  var startsDecklog: Bool {
    command.prefix { $0 != "collect" }.contains { $0.split(separator: "/").last == "decklog" }
  }
}
