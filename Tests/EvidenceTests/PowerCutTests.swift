import Foundation
import Testing
import TestSupport

@testable import Evidence

/// What is left when the system stops: of each file what was synchronized, and as much of the rest as the system saw fit
/// to write. The boot is another one then, or a volume has lost its cache while the system ran on: a network disk that was
/// cut off, a snapshot that was restored.
struct PowerCutTests {
  /// Which boot it is afterwards.
  private static let boots = ["another boot", nil]

  /// What a file was at one moment.
  private typealias Snapshot = [String: [UInt8]]

  @Test(
    arguments: 0..<LongTests.count(short: 60, whole: 4000),
    boots
  )
  func `Nothing is lost, and nothing is there twice but what came since the last durable checkpoint`(
    seed: Int,
    boot: String?
  ) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let directory = try ScratchDirectory()
    let settings = JournalRig.settings(directory.path)
    var rig: JournalRig? = try JournalRig(settings)
    var durable = try snapshot(settings)
    var sure = 0
    let commits = Int.random(in: 3...20, using: &random)
    for number in 0..<commits {
      try rig?.commit(Self.lines(number), change: "\(number);")
      if Int.random(in: 0..<4, using: &random) == 0 {
        let state = rig?.state ?? []
        try rig?.journal.checkpoint(state, isDurable: true)
        durable = try snapshot(settings)
        sure = number + 1
      }
    }
    rig = nil
    let last = try snapshot(settings)
    // In order: a seed makes the same choices each time.
    for (path, bytes) in last.sorted(by: { $0.key < $1.key }) {
      try restore(path, durable[path] ?? [], bytes, &random)
    }

    let state = try recover(settings, boot)
    let known = String(decoding: state, as: UTF8.self).split(separator: ";").filter { $0 != "L" }.count
    #expect((sure...commits).contains(known))
    expectOnce(0..<known, in: try FileContent.text(settings.logFile))
  }

  @Test(
    arguments: (0..<30).map { ($0, $0 % 2 == 0) },
    boots
  )
  func `A rotation that survived is looked through as well`(
    example: (seed: Int, isCompressed: Bool),
    boot: String?
  ) throws {
    var random = SplitMix64(seed: UInt64(example.seed))
    let directory = try ScratchDirectory()
    let settings = JournalRig.settings(directory.path)
    var rig: JournalRig? = try JournalRig(settings)
    _ = try commitDurably(Self.lines(0), &rig, settings)
    let commits = Int.random(in: 2...12, using: &random)
    let rotation = Int.random(in: 1...commits, using: &random)
    for number in 1..<commits {
      if number == rotation { try Self.rotate(settings) }
      try rig?.commit(Self.lines(number), change: "\(number);")
    }
    if rotation == commits { try Self.rotate(settings) }
    rig = nil
    let rotated = settings.logFile + ".1"
    let text = try FileContent.text(rotated)
    if example.isCompressed {
      try ChildProcess.run(["gzip", rotated])
    }

    let state = try recover(settings, boot)
    let recovered = String(decoding: state, as: UTF8.self).split(separator: ";").filter { $0 != "L" }
    #expect(recovered.count == commits)
    let isAnew = FileManager.default.fileExists(atPath: settings.logFile)
    expectOnce(0..<commits, in: try text + (isAnew ? FileContent.text(settings.logFile) : ""))
  }

  @Test(arguments: 0..<30, boots)
  func `A rotated file and the one after it may both have lost their ends`(seed: Int, boot: String?) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let directory = try ScratchDirectory()
    let settings = JournalRig.settings(directory.path)
    var rig: JournalRig? = try JournalRig(settings)
    let durable = try commitDurably(Self.lines(0), &rig, settings)
    for number in 1..<6 { try rig?.commit(Self.lines(number), change: "\(number);") }
    try Self.rotate(settings)
    for number in 6..<12 { try rig?.commit(Self.lines(number), change: "\(number);") }
    rig = nil
    let rotated = settings.logFile + ".1"
    for (path, kept) in [(rotated, durable), (settings.logFile, 0)] {
      let size = try FileContent.size(path)
      try FileContent.truncate(path, to: Int.random(in: kept...size, using: &random))
    }
    let state = try recover(settings, boot, isTwice: seed % 2 == 1)
    #expect(String(decoding: state, as: UTF8.self) == (0..<12).map { "\($0);" }.joined())
    expectOnce(0..<12, in: try wholeLines(rotated) + FileContent.text(settings.logFile))
  }

  @Test(arguments: boots, [false, true])
  func `A rename may be lost with what was written behind it`(boot: String?, hasRecent: Bool) throws {
    let directory = try ScratchDirectory()
    let settings = JournalRig.settings(directory.path)
    var rig: JournalRig? = try JournalRig(settings)
    let durable = try commitDurably(Self.lines(0), &rig, settings)
    for number in 1..<6 { try rig?.commit(Self.lines(number), change: "\(number);") }
    try Self.rotate(settings)
    for number in 6..<12 {
      try rig?.commit(Self.lines(number), change: "\(number);")
      let state = rig?.state ?? []
      if hasRecent, number == 8 { try rig?.journal.checkpoint(state, isDurable: false) }
    }
    rig = nil
    try FileContent.remove(settings.logFile)
    try FileContent.rename(settings.logFile + ".1", to: settings.logFile)
    let size = try FileContent.size(settings.logFile)
    try FileContent.truncate(settings.logFile, to: (durable + size) / 2)
    let state = try recover(settings, boot, isTwice: true)
    #expect(String(decoding: state, as: UTF8.self) == (0..<12).map { "\($0);" }.joined())
    expectOnce(0..<12, in: try FileContent.text(settings.logFile))
  }

  @Test(arguments: boots)
  func `What the ring can't hold twice is left to be read again`(boot: String?) throws {
    let directory = try ScratchDirectory()
    let settings = JournalRig.settings(directory.path)
    var rig: JournalRig? = try JournalRig(settings)
    let durable = try commitDurably("line\n", &rig, settings)
    let padding = String(repeating: "x", count: 8000)
    let commits = 100
    for number in 1..<commits { try rig?.commit("\(number) \(padding)\n", change: "\(number);") }
    rig = nil
    try FileContent.truncate(settings.logFile, to: durable)
    let state = try recover(settings, boot)
    let recovered = String(decoding: state, as: UTF8.self).split(separator: ";").map {
      $0.replacing("L", with: "")
    }
    #expect(recovered.count > 10 && recovered.count < commits)
    #expect(recovered == (0..<recovered.count).map { "\($0)" })
    let lines = try FileContent.text(settings.logFile).split(separator: "\n")
    #expect(lines.dropFirst().map { $0.prefix { $0 != " " } } == recovered.dropFirst().map { $0[...] })
  }

  /// The first commit, and a durable checkpoint behind it.
  ///
  /// - Returns: how long the log is then.
  private func commitDurably(
    _ lines: String,
    _ rig: inout JournalRig?,
    _ settings: JournalSettings
  ) throws -> Int {
    try rig?.commit(lines, change: "0;")
    let known = rig?.state ?? []
    try rig?.journal.checkpoint(known, isDurable: true)
    return try FileContent.size(settings.logFile)
  }

  /// The lines of a file without a half one at its end.
  private func wholeLines(_ path: String) throws -> String {
    let text = try FileContent.text(path)
    return String(text[...(try #require(text.lastIndex(of: "\n")))])
  }

  @Test func `A line of an older file that is the same is not taken for one that was lost`() throws {
    let directory = try ScratchDirectory()
    let settings = JournalRig.settings(directory.path)
    try FileContent.make(settings.logFile + ".1", "same\n")
    var rig: JournalRig? = try JournalRig(settings)
    try rig?.commit("same\n", change: "0;")
    rig = nil
    try FileContent.truncate(settings.logFile)
    _ = try BootID.$assumed.withValue("another boot") { try JournalRig(settings).state }
    #expect(try FileContent.text(settings.logFile) == "same\n")
  }

  /// How many bytes of what was not durable are left: not a line without its LF, which can't be told from a whole one.
  @Test(arguments: (0...20).filter { $0 % 5 != 4 }, boots)
  func `Lines that are all the same are there as often as they were written`(left: Int, boot: String?) throws
  {
    let directory = try ScratchDirectory()
    let settings = JournalRig.settings(directory.path)
    var rig: JournalRig? = try JournalRig(settings)
    _ = try commitDurably("same\n", &rig, settings)
    for number in 1...4 { try rig?.commit("same\n", change: "\(number);") }
    rig = nil
    try FileContent.truncate(settings.logFile, to: 5 + left)
    let state = try recover(settings, boot)
    #expect(String(decoding: state, as: UTF8.self) == "0;1;2;3;4;")
    let lines = try FileContent.text(settings.logFile).split(separator: "\n")
    #expect(lines.count { $0 == "same" } == 5)
  }

  /// Starts again, as far as to the next commit.
  ///
  /// - Parameter isTwice: whether another start ended before its first checkpoint.
  private func recover(
    _ settings: JournalSettings,
    _ boot: String?,
    isTwice: Bool = false
  ) throws -> [UInt8] {
    try BootID.$assumed.withValue(boot) {
      if isTwice { _ = try Journal.open(settings) }
      var rig = try JournalRig(settings)
      try rig.journal.settle()
      return rig.state
    }
  }

  private static func rotate(_ settings: JournalSettings) throws {
    try FileManager.default.moveItem(atPath: settings.logFile, toPath: settings.logFile + ".1")
  }

  private static func lines(_ number: Int) -> String {
    CrashScene.lines("\(number % 10)").replacing("line", with: "line \(number)")
  }

  private func expectOnce(_ commits: Range<Int>, in text: String) {
    var found: [Substring: Int] = [:]
    for line in text.split(separator: "\n") { found[line, default: 0] += 1 }
    for number in commits {
      for line in Self.lines(number).split(separator: "\n") where found[line] != 1 {
        Issue.record("commit \(number), \(line.prefix(16)): \(found[line] ?? 0) times")
      }
    }
  }

  private func snapshot(_ settings: JournalSettings) throws -> Snapshot {
    let state = try FileManager.default.contentsOfDirectory(atPath: settings.stateDirectory)
    let paths = state.map { settings.stateDirectory + "/" + $0 } + [settings.logFile, settings.ledgerFile]
    var snapshot: Snapshot = [:]
    for path in paths where !path.hasSuffix("/lock") { snapshot[path] = try FileContent.bytes(path) }
    return snapshot
  }

  /// Writes what a power cut may have left of a file.
  private func restore(
    _ path: String,
    _ old: [UInt8],
    _ new: [UInt8],
    _ random: inout SplitMix64
  ) throws {
    var left = new
    if path.contains("ring-") {
      // Page by page, in no order.
      for page in stride(from: 0, to: new.count, by: 4096) where Bool.random(using: &random) {
        let range = page..<min(page + 4096, new.count)
        left.replaceSubrange(
          range,
          with: old.isEmpty ? [UInt8](repeating: 0, count: range.count) : Array(old[range])
        )
      }
    } else if path.contains("checkpoint.") {
      left = Bool.random(using: &random) || old.isEmpty ? new : old
    } else if new.count > old.count {
      left = Array(new[..<Int.random(in: old.count...new.count, using: &random)])
    }
    try Data(left).write(to: URL(filePath: path))
  }
}
