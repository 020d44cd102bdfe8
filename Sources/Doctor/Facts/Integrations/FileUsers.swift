internal import Evidence
internal import Files
internal import Glibc

/// Which processes have the raw log or the records open, and how.
struct FileUsers: Sendable {
  /// The most names among the processes, and the most open files of one process, that are looked at.
  static let processLimit = 32_768
  static let fileLimit = 65_536
  /// After this time no further process is looked at: a host with many would use up the check's.
  static let time = Duration.seconds(3)

  /// One descriptor of a process.
  struct User: Sendable, Hashable {
    enum Target: Sendable, Hashable { case log, records }

    var process: Int32
    /// The kernel's name for it: the first 15 bytes of the program's.
    var name: String
    /// Its command line, with spaces between the words.
    var command: String
    var target: Target
    var writes: Bool
    /// Where it reads or writes next, in bytes; never beyond what an `Int` holds.
    var position: Int
  }

  var users: [User] = []
  /// How many processes don't show their files to this one.
  var hidden = 0
  /// Whether there were more than could be looked at.
  var isCut = false
  /// The record file's size in bytes.
  var recordSize = 0

  init(users: [User], hidden: Int = 0, isCut: Bool = false, recordSize: Int = 0) {
    self.users = users
    self.hidden = hidden
    self.isCut = isCut
    self.recordSize = recordSize
  }

  /// Looks through all processes but this one. Blocks.
  ///
  /// - Parameter processes: the directory of all processes.
  init(_ settings: JournalSettings, processes: String) {
    let log = FileStatus(of: settings.logFile)
    let records = FileStatus(of: settings.recordFile)
    guard log != nil || records != nil else { return }
    // Where even the first process isn't shown, others aren't either (hidepid, proc(5)).
    guard let root = try? ForeignDirectory(processes), FileStatus(of: "\(processes)/1") != nil else {
      isCut = true
      return
    }
    var numbers: [Int32] = []
    let isWhole = try? root.forEachName(limit: Self.processLimit) { name in
      if let number = Int32(name), number > 0, number != getpid() { numbers.append(number) }
    }
    isCut = isWhole != true
    let end = ContinuousClock.now + Self.time
    // The youngest first: what is wrong began lately.
    for number in numbers.sorted(by: >) {
      guard ContinuousClock.now < end else {
        isCut = true
        break
      }
      look(at: number, in: "\(processes)/\(number)") { status in
        if status.isSameFile(as: log) { return .log }
        return status.isSameFile(as: records) ? .records : nil
      }
    }
    // Read last, so that a reader is never ahead of what was there.
    recordSize = FileStatus(of: settings.recordFile)?.size ?? records?.size ?? 0
  }

  private mutating func look(
    at process: Int32,
    in directory: String,
    target: (FileStatus) -> User.Target?
  ) {
    var descriptors: [String] = []
    do {
      let files = try ForeignDirectory(directory + "/fd")
      if try !files.forEachName(limit: Self.fileLimit, { descriptors.append($0) }) { isCut = true }
    } catch {
      // One that has ended in the meantime has nothing open.
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
          command: SmallFile.text(of: directory + "/cmdline").map(Self.command) ?? "",
          target: target,
          writes: place.writes,
          position: place.position
        )
      )
    }
  }

  /// The words of `/proc/PID/cmdline`, each of which ends with a NUL.
  private static func command(_ text: String) -> String {
    text.split(separator: "\0").joined(separator: " ")
  }
}

extension FileUsers {
  /// What `/proc/PID/fdinfo/N` says of an open file.
  struct Place: Hashable {
    var position: Int
    var writes: Bool

    init(position: Int, writes: Bool) {
      self.position = position
      self.writes = writes
    }

    /// `nil` where the text has no position in decimal, or no flags in octal.
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
}

extension FileStatus {
  fileprivate func isSameFile(as other: FileStatus?) -> Bool {
    other.map { $0.device == device && $0.inode == inode } ?? false
  }
}
