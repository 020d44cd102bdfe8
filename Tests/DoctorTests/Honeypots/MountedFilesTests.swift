import DockerEngine
import Formats
import Foundation
import Testing
import TestSupport

@testable import Doctor

struct MountedFilesTests {
  private let folder: ScratchDirectory
  private let now = Int64(Date().timeIntervalSince1970) * 1_000_000_000

  init() throws {
    folder = try ScratchDirectory()
    try FileManager.default.createDirectory(
      atPath: folder.file("in/sub/sub"),
      withIntermediateDirectories: true
    )
  }

  /// What a search of the folder `in`, mounted at `/log`, finds.
  private func search(
    _ sources: ReadSources = ReadSources(),
    stdout: String = "",
    own: [String] = [],
    source: String = "in",
    isWritable: Bool = true,
    after time: Int64 = 0
  ) -> MountedFilesCheck.Values {
    var search = MountedFiles(.builtIn, own: own, now: now + time)
    let path = source == "in" ? "/log" : "/log/\(source.split(separator: "/").last ?? "")"
    let mount = ContainerMount(
      type: "bind",
      source: folder.file(source),
      destination: path,
      readWrite: isWritable
    )
    search.look(at: [mount], of: "pot", sources, stdout: Array(stdout.utf8))
    return search.values
  }

  private func paths(_ values: MountedFilesCheck.Values) -> [String] {
    values.files.map { "\($0.path) \($0.format ?? "?")" }
  }

  @Test func `Files that grow are found in two levels, with the format they look like`() throws {
    try folder.write(HoneypotLines.cowrie, to: "in/cowrie.json")
    try folder.write(HoneypotLines.columns + HoneypotLines.heralding, to: "in/sub/auth.csv")
    try folder.write(HoneypotLines.noise, to: "in/sub/debug.log")
    try folder.write(HoneypotLines.cowrie, to: "in/sub/sub/deep.json")
    try folder.write(HoneypotLines.cowrie, to: "in/cowrie.txt")
    try folder.write("", to: "in/empty.json")
    let values = search()
    #expect(values.mounts == 1)
    #expect(
      paths(values) == [
        "/log/cowrie.json cowrie", "/log/sub/auth.csv heralding-auth", "/log/sub/debug.log ?",
      ]
    )
  }

  @Test func `The first line of a long file counts too`() throws {
    let lines = String(repeating: HoneypotLines.heralding, count: 2 * MountedFiles.sample / 80)
    try folder.write(HoneypotLines.columns + lines, to: "in/auth.csv")
    #expect(paths(search()) == ["/log/auth.csv heralding-auth"])
  }

  @Test func `Sources, old files, files of decklog's own and read-only mounts don't count`() throws {
    let path = try folder.write(HoneypotLines.cowrie, to: "in/cowrie.json")
    func reads(_ path: String) -> ReadSources { ReadSources(files: [.init(path: path, format: "rfc5424")]) }
    #expect(search(reads("/log/cowrie.json")).files.isEmpty)
    #expect(search(reads("/log/*.json")).files.isEmpty)
    #expect(search(reads("/log/cow*.js*on")).files.isEmpty)
    #expect(search(reads("/log/*.log")).files.count == 1)
    #expect(search(reads("/*.json")).files.count == 1)
    #expect(search(after: MountedFiles.age + 60_000_000_000).files.isEmpty)
    #expect(search(own: [path]).files.isEmpty)
    #expect(search(isWritable: false).mounts == 0)
  }

  @Test(
    arguments: [
      // The same program writes its events elsewhere, at least as well.
      ("cowrie", "", true), ("rfc5424", HoneypotLines.cowrie, true), ("cowrie-text", "", true),
      // Standard output has less.
      ("rfc5424", HoneypotLines.cowrieText, false), ("opencanary", "", false), ("rfc5424", "", false),
    ]
  )
  func `What a program writes twice is read once`(format: String, stdout: String, isKnown: Bool) throws {
    try folder.write(HoneypotLines.cowrie, to: "in/cowrie.json")
    try folder.write(HoneypotLines.cowrieText, to: "in/cowrie.log")
    let found = paths(search(ReadSources(stdout: format), stdout: stdout))
    #expect(found == (isKnown ? [] : ["/log/cowrie.json cowrie"]))
  }

  @Test func `RFC 5424 in a file is read unless standard output has it`() throws {
    try folder.write(HoneypotLines.syslog, to: "in/events.log")
    #expect(paths(search()) == ["/log/events.log rfc5424"])
    #expect(search(stdout: HoneypotLines.syslog).files.isEmpty)
  }

  @Test func `A file that is mounted by itself is found`() throws {
    try folder.write(HoneypotLines.cowrie, to: "in/cowrie.json")
    #expect(paths(search(source: "in/cowrie.json")) == ["/log/cowrie.json cowrie"])
  }

  @Test func `Links, FIFOs and second names are not opened`() throws {
    let secret = try folder.write(HoneypotLines.cowrie, to: "secret.json")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("in/link.json"),
      withDestinationPath: secret
    )
    try FileManager.default.createSymbolicLink(atPath: folder.file("in/up"), withDestinationPath: folder.path)
    try FileManager.default.linkItem(atPath: secret, toPath: folder.file("in/hard.json"))
    #expect(mkfifo(folder.file("in/fifo.json"), 0o600) == 0)
    let values = search()
    #expect(values.mounts == 1)
    #expect(values.files.isEmpty)
  }

  @Test func `Names that would set more than a file are left out`() throws {
    let directory = "in/d:none;stdout:none;"
    try FileManager.default.createDirectory(atPath: folder.file(directory), withIntermediateDirectories: true)
    for name in [
      "\(directory)/y.json", "in/a:b.json", "in/a,b.json", "in/*.json", "in/a b.json", "in/\u{1B}.json",
    ] {
      try folder.write(HoneypotLines.cowrie, to: name)
    }
    #expect(search().files.isEmpty)
  }

  @Test func `No more names than the limit are looked at`() throws {
    // Files alone, since the names of directories count too.
    try FileManager.default.createDirectory(atPath: folder.file("many"), withIntermediateDirectories: false)
    for index in 0..<(MountedFiles.names + 20) { try folder.write("x\n", to: "many/\(index).log") }
    #expect(search(source: "many").files.count == MountedFiles.names)
  }

  @Test(.enabled(if: geteuid() != 0, "root may read all directories"))
  func `A mount that may not be read is closed`() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.file("in"))
    let values = search()
    #expect(values.mounts == 0)
    #expect(values.closed == [folder.file("in")])
  }
}

struct MountedFilesCheckTests {
  private static func judge(_ values: MountedFilesCheck.Values) -> Finding? {
    MountedFilesCheck().judge(values)
  }

  private static func file(_ path: String, _ format: String?) -> MountedFilesCheck.File {
    MountedFilesCheck.File(container: "pot", path: path, format: format)
  }

  @Test func `A file in a known format comes with the options that read it`() {
    let finding = Self.judge(
      .init(
        mounts: 2,
        files: [Self.file("/log/a b.json", "cowrie"), Self.file("/log/x.log", nil)],
        closed: ["/v"]
      )
    )
    #expect(finding?.verdict == .warning)
    #expect(
      finding?.found == "files in mounts grow and are not collected: pot:/log/a b.json (looks like cowrie)"
    )
    let command = "decklog collect --files 'name:pot=/log/a b.json' --format 'name:pot=/log/a b.json:cowrie'"
    #expect(finding?.advice?.contains("`\(command)`") == true)
  }

  @Test func `Other findings are no warning`() {
    #expect(Self.judge(.init()) == nil)
    #expect(Self.judge(.init(mounts: 1))?.verdict == .ok)
    let unknown = Self.judge(.init(mounts: 1, files: [Self.file("/log/x.log", nil)]))
    #expect(unknown?.verdict == .ok)
    #expect(unknown?.found.hasSuffix("of unknown format: pot:/log/x.log") == true)
    let closed = Self.judge(.init(mounts: 1, closed: ["/v"]))
    #expect(closed?.verdict == .skipped)
    #expect(closed?.advice?.contains("sudo decklog doctor") == true)
  }
}
