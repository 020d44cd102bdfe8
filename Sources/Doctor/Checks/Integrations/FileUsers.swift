internal import Evidence
import Files
internal import Glibc

/// Which processes have the raw log or the records open, and how.
struct FileUsers: Sendable {
  /// The most processes, and the most open files of one process, that are examined.
  static let processLimit = 32_768
  static let fileLimit = 65_536
  /// How long to examine processes: less than a check may take.
  static let time = Duration.seconds(3)

  /// One descriptor of a process.
  struct User: Sendable, Hashable {
    enum Target: Sendable, Hashable { case log, records }

    var process: Int32
    /// The first 15 bytes of the program's name.
    var name: String
    var command: String
    var target: Target
    var writes: Bool
    /// Where it reads or writes next, in bytes.
    var position: Int

    /// Whether it is the collector that holds the lock. The number in the lock's file may be from another PID namespace, so
    /// the name counts too: the lock keeps any second decklog out.
    func isOwn(_ lock: LockProbe) -> Bool { lock.isHeld && (lock.process == process || name == "decklog") }

    /// `process 17 (decnet collect)`.
    var text: String { "process \(process) (\(NameList.name(command.isEmpty ? name : command)))" }
  }

  /// What `/proc/PID/fdinfo/N` says about an open file.
  struct Place: Hashable {
    var position: Int
    var writes: Bool
  }

  var users: [User] = []
  /// How many processes hide their files from this one.
  var hidden = 0
  /// Whether there were too many processes or files.
  var isCut = false
  /// The record file's size in bytes.
  var recordSize = 0

  /// Whether some processes could not be examined.
  var isPartial: Bool { hidden > 0 || isCut }

  /// What could not be examined, to append to a finding.
  var limits: String {
    var text = hidden > 0 ? "; \(hidden) processes hide their files from this user: run this as root" : ""
    if isCut { text += "; not all processes were examined" }
    return text
  }
}

extension FileUsers {
  /// Examines all processes in a directory like `/proc` (proc(5)) but this one. Blocks.
  init(_ settings: JournalSettings, processes: String) {
    let log = FileStatus(of: settings.logFile)
    let records = FileStatus(of: settings.recordFile)
    guard log != nil || records != nil else { return }
    // If even the first process is hidden, others are too (hidepid, proc(5)).
    guard let root = try? ForeignDirectory(processes), FileStatus(of: "\(processes)/1") != nil else {
      isCut = true
      return
    }
    var numbers: [Int32] = []
    let isComplete = try? root.forEachName(limit: Self.processLimit) { name in
      if let number = Int32(name), number > 0, number != getpid() { numbers.append(number) }
    }
    isCut = isComplete != true
    let end = ContinuousClock.now + Self.time
    // The youngest first: a fault is probably recent.
    for number in numbers.sorted(by: >) {
      guard ContinuousClock.now < end else {
        isCut = true
        break
      }
      look(at: number, in: "\(processes)/\(number)") { status in
        status.isSameFile(as: log) ? .log : status.isSameFile(as: records) ? .records : nil
      }
    }
    // Read last, so that no reader is ahead of it.
    recordSize = FileStatus(of: settings.recordFile)?.size ?? records?.size ?? 0
  }

  private mutating func look(at process: Int32, in directory: String, target: (FileStatus) -> User.Target?) {
    var descriptors: [String] = []
    do {
      let files = try ForeignDirectory(directory + "/fd")
      if try !files.forEachName(limit: Self.fileLimit, { descriptors.append($0) }) { isCut = true }
    } catch {
      // A process that has ended has nothing open.
      if case .failed(code: EACCES) = error { hidden += 1 }
      return
    }
    for descriptor in descriptors {
      guard let status = FileStatus(of: "\(directory)/fd/\(descriptor)"), let target = target(status),
        let place = SmallFile.text(of: "\(directory)/fdinfo/\(descriptor)").flatMap(Place.init)
      else { continue }
      users.append(
        User(
          process: process,
          name: SmallFile.text(of: directory + "/comm").map { String($0.prefix { $0 != "\n" }) } ?? "",
          // Each word ends with a NUL.
          command: SmallFile.text(of: directory + "/cmdline")?.split(separator: "\0").joined(separator: " ")
            ?? "",
          target: target,
          writes: place.writes,
          position: place.position
        )
      )
    }
  }
}

extension FileUsers.Place {
  /// `nil` without a position in decimal and flags in octal.
  init?(_ text: String) {
    var values: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      values[line[..<colon]] = value
    }
    guard let position = values["pos"].flatMap({ Int($0) }), position >= 0,
      let flags = values["flags"].flatMap({ Int32($0, radix: 8) })
    else { return nil }
    self.init(position: position, writes: flags & O_ACCMODE != O_RDONLY)
  }
}

extension FileStatus {
  func isSameFile(as other: FileStatus?) -> Bool {
    other.map { $0.device == device && $0.inode == inode } ?? false
  }
}
