import Foundation
import Glibc
import Records
import RecordTestSupport
import Testing
import TestSupport

@testable import Store

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct KilledFeedTests {
  @Test func `Each record is there once when the feed is killed again and again`() async throws {
    let directory = try ScratchDirectory()
    let database = directory.file("decoy.db")
    var file = RotatingFile(directory.file("decoy.json"))
    var random = SplitMix64(seed: 7)
    var written = 0
    func append(_ count: Int) {
      let lines = (0..<count).map { index in RecordLine { $0.message = "\(written + index)" }.json + "\n" }
      written += count
      file.append(lines.joined())
    }
    append(5000)
    for round in 0..<20 {
      let process = try ChildProcess([ChildProcess.built("StoreFeedProcess"), database, file.path])
      // From before it has opened the store to while it has nothing to do.
      let end = ContinuousClock.now + .milliseconds(random.below(400))
      while ContinuousClock.now < end { append(random.below(200)); usleep(5000) }
      if round % 3 == 1 { Self.rotate(&file, isCopied: random.isOneIn(2)) }
      process.kill()
      #expect(process.wait() == 128 + SIGKILL)
      if round % 3 == 2 { Self.rotate(&file, isCopied: random.isOneIn(2)) }
    }
    let harness = try FeedHarness(directory)
    try await harness.run {
      try await FeedHarness.wait { try harness.store.totals().events >= written }
    }
    #expect(try harness.store.totals().events == written)
    let messages = try harness.store.read { db in
      let query = try Query(db, "SELECT json_extract(json, '$.msg') FROM event")
      var messages: Set<String> = []
      while try query.step() { messages.insert(query.text(0) ?? "") }
      return messages
    }
    #expect(messages.count == written)
  }

  private static func rotate(_ file: inout RotatingFile, isCopied: Bool) {
    if isCopied {
      file.shift()
      file.copy(to: ".1")
      file.truncate()
    } else {
      file.rename()
      file.reopen()
    }
  }
}
