import Foundation
import Testing
import TestSupport

@Suite("Signals that come early", .timeLimit(.minutes(Patience.minutes(5))))
struct EarlySignalTests {
  @Test func `SIGHUP doesn't end a collector that has not read its arguments yet`() async throws {
    // The text that --help asks for is printed in place of anything that collecting begins with, and here it is stuck.
    let full = FullPipe()
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    let command = try DecklogProcess(
      ["collect", "--help"],
      in: folder.path,
      standardOutput: full.pipe.fileHandleForWriting
    )
    try await eventually("the signal is ignored") { try command.ignores(SIGHUP) }
    for _ in 0..<10 { command.send(SIGHUP) }
    #expect(command.isRunning)
    // It ends by the signal that it doesn't ignore.
    #expect(command.stop() == 128 + SIGTERM)
  }
}
