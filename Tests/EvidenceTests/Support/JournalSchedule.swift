import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Evidence

/// Plays a random schedule of commits, crashes, rotations and another writer, and knows what must be where after each
/// start.
struct JournalSchedule: ~Copyable {
  private let directory: ScratchDirectory
  private let settings: JournalSettings
  private var random: SplitMix64
  private var rig: JournalRig?
  /// The names of the commits that are in the record for certain, in their order.
  private var committed: [String] = []
  /// The commit that was under way when the work was ended.
  private var doubtful: String?
  private var archives: [String: [String]] = [:]
  private var serial = 0
  /// What was done, for whoever looks for a fault.
  private var steps: [String] = []

  init(seed: UInt64) throws {
    directory = try ScratchDirectory()
    var settings = JournalRig.settings(directory.path)
    settings.synchronization = .never
    settings.ringCapacity = 64 << 10
    settings.recentLimit = 8 << 10
    self.settings = settings
    random = SplitMix64(seed: seed)
  }

  mutating func play(steps count: Int) throws {
    try start()
    for _ in 0..<count {
      let step = Int.random(in: 0..<16, using: &random)
      switch step {
      case 0..<6: try commit()
      case 6: try crashInCommit()
      case 7: rig = nil
      case 8: try crashInRecovery()
      case 9, 10: try FileContent.append("theirs \(next())\n", to: anyFile())
      case 11: try rename(anyFile())
      case 12: try copyAndTruncate(anyFile())
      case 13: try rig?.appendLedgerEntry()
      case 14: try checkpoint()
      default: try start()
      }
      try start()
    }
    try commit()
    try verify()
  }

  /// Remembers what is done, and how long the files are.
  private mutating func note(_ what: String) {
    let sizes = [settings.logFile, settings.recordFile].map { (try? FileContent.size($0)) ?? -1 }
    steps.append("\(what) \(sizes)")
  }

  private mutating func next() -> Int {
    serial += 1
    return serial
  }

  private mutating func anyFile() -> String {
    Bool.random(using: &random) ? settings.logFile : settings.recordFile
  }

  /// Starts if nothing runs, and holds the state against what was committed.
  private mutating func start() throws {
    guard rig == nil else { return }
    let started = try JournalRig(settings)
    let text = String(decoding: started.state, as: UTF8.self).replacing("L", with: "")
    let known = text.split(separator: ";").map(String.init)
    if let name = doubtful, known.last == name, known.count == committed.count + 1 { committed.append(name) }
    doubtful = nil
    #expect(known == committed)
    note("start")
    rig = consume started
  }

  private mutating func unit(hasRecords: Bool = false) -> (name: String, log: String, records: String) {
    let name = "\(next())"
    let count = Int.random(in: 1...12, using: &random)
    let lines = (0..<count).map { index in
      "\(name).\(index) " + String(repeating: "x", count: Int.random(in: 0...300, using: &random))
    }
    let log = lines.map { "line \($0)\n" }.joined()
    return (
      name, log, hasRecords || Bool.random(using: &random) ? lines.map { "record \($0)\n" }.joined() : ""
    )
  }

  private mutating func commit(hasRecords: Bool = false) throws {
    let (name, log, records) = unit(hasRecords: hasRecords)
    written[name] = (log, records)
    try rig?.commit(log, records, change: name + ";")
    committed.append(name)
    note("commit \(name)")
  }

  private var written: [String: (log: String, records: String)] = [:]

  private mutating func kill() -> FailpointPlan.Kill {
    let point = Failpoint.allCases.randomElement(using: &random) ?? .prepared
    let target = EvidenceTarget.allCases.randomElement(using: &random)
    let length = Int.random(in: 1...4000, using: &random)
    return FailpointPlan.Kill(
      point: point,
      target: [.begun, .cut, .written, .done].contains(point) ? target : nil,
      passes: Int.random(in: 0...1, using: &random),
      length: point == .cut ? length : nil
    )
  }

  private mutating func crashInCommit() throws {
    let (name, log, records) = unit()
    written[name] = (log, records)
    doubtful = name
    let kill = kill()
    note("crash in commit \(name) at \(kill.testDescription)")
    let plan = FailpointPlan(kill: kill)
    var taken = rig.take()
    Failpoint.$plan.withValue(plan) {
      do { try taken?.commit(log, records, change: name + ";") } catch {}
    }
  }

  private mutating func crashInRecovery() throws {
    rig = nil
    let kill = kill()
    note("crash in recovery at \(kill.testDescription)")
    let plan = FailpointPlan(kill: kill)
    Failpoint.$plan.withValue(plan) { _ = try? JournalRig(settings) }
  }

  private mutating func checkpoint() throws {
    let state = rig?.state ?? []
    try rig?.journal.checkpoint(state, isDurable: Bool.random(using: &random))
  }

  private mutating func rename(_ file: String) throws {
    guard FileManager.default.fileExists(atPath: file) else { return }
    let archive = "\(file).\(next())"
    try FileContent.rename(file, to: archive)
    archives[file, default: []].append(archive)
    note("renamed \(file.suffix(4))")
  }

  /// What is committed between the copy and the truncation is in neither; a commit may be under way when the file is
  /// truncated, and end early.
  private mutating func copyAndTruncate(_ file: String) throws {
    guard FileManager.default.fileExists(atPath: file), rig != nil else { return }
    if Bool.random(using: &random) { try commit(hasRecords: true) }
    let archive = "\(file).\(next())"
    try FileContent.make(archive, try FileContent.text(file))
    archives[file, default: []].append(archive)
    note("copied \(file.suffix(4))")
    if Bool.random(using: &random) { try commit() }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: rig = nil
    case 1: try truncateInCommit(file)
    default: break
    }
    try FileContent.truncate(file)
    note("truncated \(file.suffix(4))")
  }

  /// Truncates a file between the begin of a commit's write and the write.
  private mutating func truncateInCommit(_ file: String) throws {
    let target: EvidenceTarget = file == settings.logFile ? .log : .records
    let hasHappened = Mutex(false)
    let kill = Bool.random(using: &random) ? kill() : nil
    let plan = FailpointPlan(kill: kill) { point, reached in
      guard point == .begun, reached == target,
        hasHappened.withLock({ happened in
          defer { happened = true }
          return !happened
        })
      else { return }
      try? FileContent.truncate(file)
    }
    let (name, log, records) = unit(hasRecords: true)
    written[name] = (log, records)
    doubtful = name
    var taken = rig.take()
    var isKilled = false
    Failpoint.$plan.withValue(plan) {
      do { try taken?.commit(log, records, change: name + ";") } catch { isKilled = true }
    }
    if hasHappened.withLock({ $0 }) {
      // The file holds what was written behind the truncation now, and another copy is made of it.
      let archive = "\(file).\(next())"
      try FileContent.make(archive, try FileContent.text(file))
      archives[file, default: []].append(archive)
    }
    note("truncated in commit \(name), killed \(isKilled ? kill?.testDescription ?? "" : "not")")
    if isKilled { return }
    committed.append(name)
    doubtful = nil
    rig = taken.take()
  }

  private func verify() throws {
    for file in [settings.logFile, settings.recordFile] {
      var found: [String: Int] = [:]
      for path in [file] + (archives[file] ?? []) {
        guard FileManager.default.fileExists(atPath: path) else { continue }
        for line in try FileContent.text(path).split(separator: "\n", omittingEmptySubsequences: false)
          .dropLast()
        {
          found[String(line), default: 0] += 1
        }
      }
      for name in committed {
        guard let (log, records) = written[name] else { continue }
        for line in (file == settings.logFile ? log : records).split(separator: "\n").map(String.init)
        where found[line] != 1 {
          Issue.record("\(line.prefix(24)): \(found[line] ?? 0) times after \(steps.joined(separator: "; "))")
          return
        }
      }
    }
  }
}
