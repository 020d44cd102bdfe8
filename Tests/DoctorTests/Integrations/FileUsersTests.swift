import Evidence
import Foundation
import Glibc
import Testing
import TestSupport

@testable import Doctor

/// Users of the files: made-up processes, and real ones.
struct FileUsersTests {
  private let folder: ScratchDirectory

  init() throws {
    folder = try ScratchDirectory()
    for name in ["decoy.log", "decoy.json"] {
      try Data("0123456789\n".utf8).write(to: URL(filePath: folder.file(name)))
    }
    try FileManager.default.createDirectory(atPath: folder.file("proc/1"), withIntermediateDirectories: true)
  }

  private var settings: JournalSettings {
    JournalSettings(logFile: folder.file("decoy.log"), recordFile: folder.file("decoy.json"))
  }

  private var users: FileUsers { FileUsers(settings, processes: folder.file("proc")) }

  /// Makes a process with one open file.
  private func make(
    _ process: String,
    _ file: String,
    command: String = "decnet\0collect\0",
    info: String = "pos:\t4\nflags:\t0102001\nmnt_id:\t26\n"
  ) throws {
    let directory = folder.file("proc/\(process)")
    for name in ["fd", "fdinfo"] {
      try FileManager.default.createDirectory(
        atPath: "\(directory)/\(name)",
        withIntermediateDirectories: true
      )
    }
    #expect(symlink(file, "\(directory)/fd/3") == 0)
    #expect(symlink("socket:[1]", "\(directory)/fd/4") == 0)
    for (name, text) in [("fdinfo/3", info), ("comm", "python3\n"), ("cmdline", command)] {
      try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
    }
  }

  @Test func `A writer is reported with its command and position`() throws {
    try make("17", folder.file("decoy.log"))
    #expect(
      users.users == [
        FileUsers.User(
          process: 17,
          name: "python3",
          command: "decnet collect",
          target: .log,
          writes: true,
          position: 4
        )
      ]
    )
    #expect(!users.isPartial)
    #expect(users.recordSize == 11)
  }

  @Test func `A reader through a hard link is reported`() throws {
    #expect(link(folder.file("decoy.json"), folder.file("other")) == 0)
    try make("17", folder.file("other"), info: "pos:\t9\nflags:\t0100000\n")
    #expect(users.users.map(\.target) == [.records])
    #expect(users.users.map(\.writes) == [false])
    #expect(users.users.map(\.position) == [9])
  }

  @Test func `Processes with other files are skipped`() throws {
    try make("17", folder.file("decoy.log.1"))
    try make("self", folder.file("decoy.log"))
    try make("\(getpid())", folder.file("decoy.log"))
    try make("99999999999999999999", folder.file("decoy.log"))
    #expect(mkdir(folder.file("proc/18"), 0o755) == 0)
    #expect(users.users.isEmpty)
    #expect(users.hidden == 0)
  }

  @Test func `A process that hides its files is counted`() throws {
    try make("17", folder.file("decoy.log"))
    #expect(chmod(folder.file("proc/17/fd"), 0o700) == 0)
    let users = try Privileges.withoutRightToFiles { self.users }
    #expect(users.users.isEmpty)
    #expect(users.hidden == (Privileges.isRoot ? 1 : 0))
  }

  @Test(
    arguments: [
      ("pos:\t7\nflags:\t02\n", .init(position: 7, writes: true)),
      ("pos:\t0\nflags:\t0100000\n", .init(position: 0, writes: false)),
      ("flags: 01\npos: 9223372036854775807", .init(position: .max, writes: true)),
      ("pos:\t9223372036854775808\nflags:\t01\n", nil), ("pos:\t-1\nflags:\t01\n", nil),
      ("pos:\t1\nflags:\t9\n", nil), ("pos:\t1\n", nil), ("", nil), ("pos", nil),
    ] as [(String, FileUsers.Place?)]
  )
  func `A position may be any text`(text: String, place: FileUsers.Place?) {
    #expect(FileUsers.Place(text) == place)
  }

  @Test func `A real process is found`() async throws {
    let output = Pipe()
    let command = "exec 3<\"$1\"; read -r line <&3; echo; exec sleep 600"
    let tail = try ChildProcess(
      ["sh", "-c", command, "sh", settings.recordFile],
      output: output.fileHandleForWriting
    )
    defer { tail.kill() }
    #expect(output.fileHandleForReading.availableData.count == 1)
    let users = FileUsers(settings, processes: "/proc").users
    #expect(users.map(\.process) == [tail.id])
    #expect(users.map(\.target) == [.records])
    #expect(users.map(\.writes) == [false])
    #expect(users.map(\.position) == [11])
  }

  @Test func `Hidden processes make the result partial`() throws {
    #expect(!users.isCut)
    try FileManager.default.removeItem(atPath: folder.file("proc/1"))
    #expect(users.isCut)
    try FileManager.default.removeItem(atPath: folder.file("proc"))
    #expect(users.isCut)
  }

  @Test func `Without files or processes there are no users`() throws {
    #expect(users.users.isEmpty)
    try FileManager.default.removeItem(atPath: settings.logFile)
    try FileManager.default.removeItem(atPath: settings.recordFile)
    #expect(FileUsers(settings, processes: "/proc").users.isEmpty)
  }
}
