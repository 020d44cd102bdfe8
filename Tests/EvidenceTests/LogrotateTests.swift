import Files
import Foundation
import RotatedFiles
import Testing
import TestSupport

@testable import Evidence

/// logrotate itself, with the stanza of a framework whose files these are and with ours beside it.
@Suite(.enabled(if: TestTools.areExpected("logrotate")))
struct LogrotateTests {
  private let scene: RotationScene

  init() throws { scene = try RotationScene() }

  @Test func `Ten rotations lose no line, and a reader that only notices a shrinking file loses no row`()
    throws
  {
    var writer = try RotationWriter(scene)
    try writer.appendLedgerEntry(.start)
    var reader = ShrinkReader(scene.settings.recordFile)
    for _ in 1...10 {
      // So that the reader has something to miss.
      for _ in 0..<40 { try writer.write() }
      let rotation = try scene.startRotation()
      try scene.attend(rotation, meanwhile: { try writer.write() }, look: { try reader.look() })
      #expect(rotation.wait() == 0)
      #expect(try FileContent.text(scene.output) == "")
      try writer.appendLedgerEntry(.interval)
    }
    try writer.appendLedgerEntry(.stop)
    try reader.look()
    #expect(reader.rows == writer.records)
    let names = try FileManager.default.contentsOfDirectory(atPath: scene.folder.path)
    for path in [scene.settings.logFile, scene.settings.recordFile, scene.settings.ledgerFile] {
      let copies = names.filter { name in
        name.trimmingPrefix(Directories.split(path).name).wholeMatch(of: /\.\d+(\.gz)?/) != nil
      }
      #expect(copies.count == 10, "\(names.sorted())")
    }
    let report = try Audit.run(scene.settings)
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.log.gone == 0 && report.records.gone == 0)
    // The collector was stopped while the records were copied, so none had to be written again.
    #expect(report.records == .init(written: writer.records.count, ours: writer.records.count))
  }

  @Test func `A stanza that has each copy compressed at once loses no line and repeats none`() throws {
    try scene.configureStock()
    var writer = try RotationWriter(scene)
    for _ in 1...5 {
      for _ in 0..<2_000 { try writer.write() }
      let rotation = try scene.startRotation()
      try scene.attend(rotation, meanwhile: { try writer.write() })
      #expect(rotation.wait() == 0)
    }
    try writer.appendLedgerEntry(.stop)
    let names = try FileManager.default.contentsOfDirectory(atPath: scene.folder.path)
    #expect(names.count { $0.hasSuffix(".gz") } == 10, "\(names.sorted())")
    var found: [Substring: Int] = [:]
    for name in names where name.hasPrefix(Directories.split(scene.settings.recordFile).name) {
      guard var content = FileContentReader(scene.folder.file(name)) else {
        Issue.record("\(name) can't be read")
        continue
      }
      let text = String(decoding: content.read(1 << 26), as: UTF8.self)
      for line in text.split(separator: "\n") { found[line, default: 0] += 1 }
    }
    let wrong = writer.records.indices.filter { found[writer.records[$0][...]] != 1 }
    #expect(wrong.isEmpty)
    let report = try Audit.run(scene.settings)
    #expect(report.verdict == .whole, "\(report.problems) \(report.damages)")
  }

  @Test func `A copy that fails leaves the collector running`() throws {
    var writer = try RotationWriter(scene)
    try writer.write()
    let rotation = try scene.startRotation(canWrite: false)
    try scene.attend(rotation)
    #expect(rotation.wait() != 0)
    #expect(try FileContent.text(scene.settings.recordFile) == writer.records.joined() + "\n")
    #expect(!scene.isStopped)
  }

  @Test func `Another stanza for the framework's files makes logrotate fail`() throws {
    var writer = try RotationWriter(scene)
    try writer.write()
    try scene.configure("zz", "\(scene.settings.logFile) {\n  daily\n}\n")
    let rotation = try scene.startRotation()
    try scene.attend(rotation)
    #expect(rotation.wait() != 0)
    #expect(try FileContent.text(scene.output).contains("duplicate log entry for \(scene.settings.logFile)"))
  }
}
