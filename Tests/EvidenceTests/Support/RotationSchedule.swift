import Foundation
import Testing
import TestSupport

@testable import Evidence

/// Plays a random schedule of appends, rotations and another writer, and knows what must be where at its end.
final class RotationSchedule {
  private let directory: ScratchDirectory
  private let path: String
  private let file: Appender
  private var random: SplitMix64
  /// Files that were rotated away, whose last line may be cut where a copy was cut.
  private var archives: [String] = []
  private var deleted: [OpenReader] = []
  private var ours: [String: Int] = [:]
  private var theirs: Set<String> = []
  /// Lines of the other writer that a truncation took: nobody but he could write them again.
  private var excused: Set<String> = []

  init(seed: UInt64) throws {
    directory = try ScratchDirectory()
    path = directory.file("decoy.log")
    random = SplitMix64(seed: seed)
    file = try Appender(path)
  }

  func play(steps: Int) throws {
    for _ in 0..<steps {
      switch Int.random(in: 0..<12, using: &random) {
      case 0..<5: try appendOurs()
      case 5..<8: try appendTheirs()
      case 8: try rename()
      case 9: try delete()
      case 10: try copyAndTruncate()
      default: try appendOurs { try Bool.random(using: &random) ? rename() : delete() }
      }
    }
    try file.prepare()
  }

  /// Holds the files against what was appended.
  func verify() throws {
    var foundOurs: Set<String> = []
    var foundTheirs: Set<String> = []
    let rotated = try archives.map { try FileContent.text($0) } + deleted.map { try $0.text() }
    let live = try FileContent.text(path)
    #expect(live.isEmpty || live.hasSuffix("\n"), "the live file ends in the middle of a line")
    for content in rotated + [live] {
      var last = -1
      // What stands after the last LF is the line in which a copy was cut.
      for line in content.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
      {
        if let number = ours[line] {
          #expect(number > last, "line \(number) stands after line \(last)")
          last = number
          foundOurs.insert(line)
        } else {
          #expect(theirs.contains(line), "a torn line: \(line)")
          foundTheirs.insert(line)
        }
      }
    }
    let lost = ours.filter { !foundOurs.contains($0.key) }.values.sorted()
    #expect(lost == [], "of \(ours.count) lines")
    #expect(theirs.subtracting(foundTheirs).subtracting(excused).isEmpty)
    #expect(file.unexplainedTruncations == 0)
  }

  private func appendOurs(meanwhile: () throws -> Void = {}) throws {
    var text = ""
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let line = makeLine("ours", ours.count, longest: 90)
      ours[line] = ours.count
      text += line + "\n"
    }
    try file.append(text, meanwhile: meanwhile)
  }

  private func appendTheirs(longest: Int = 120) throws {
    let line = makeLine("theirs", theirs.count, longest: longest)
    theirs.insert(line)
    try FileContent.append(line + "\n", to: path)
  }

  private func makeLine(_ who: String, _ number: Int, longest: Int) -> String {
    let count = Int.random(in: 0...longest, using: &random)
    let letters = (0..<count).map { _ in "abcdefgh".randomElement(using: &random) ?? "?" }
    return "\(who) \(number) " + String(letters)
  }

  private func rename() throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let archive = nextArchive()
    try FileContent.rename(path, to: archive)
    if Bool.random(using: &random) { try FileContent.make(path) }
  }

  private func delete() throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    deleted.append(try OpenReader(path))
    try FileContent.remove(path)
  }

  private func copyAndTruncate() throws {
    // A copy is known by our bytes in it.
    try appendOurs()
    let content = try FileContent.text(path)
    var copied = content
    if Int.random(in: 0..<3, using: &random) == 0 {
      // The copy was read while the last lines were not there yet, or only in part.
      copied = String(content.dropLast(Int.random(in: 0..<20, using: &random)))
    }
    try FileContent.make(nextArchive(), copied)
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      try Bool.random(using: &random) ? appendOurs() : appendTheirs()
    }
    for line in try FileContent.text(path).split(separator: "\n").map(String.init) where theirs.contains(line)
    {
      excused.insert(line)
    }
    try FileContent.truncate(path)
    for _ in 0..<Int.random(in: 0...3, using: &random) { try appendTheirs(longest: 1000) }
    try file.prepare()
  }

  private func nextArchive() -> String {
    let archive = path + ".\(archives.count + 1)"
    archives.append(archive)
    return archive
  }
}
