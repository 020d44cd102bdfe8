import Foundation
import Testing
import TestSupport

@testable import Daemon

@Suite("How far a store is behind")
struct StoreProbeTests {
  @Test func `What the record file has more than the store is behind, to the byte`() async throws {
    let store = try QueryStore()
    let file = store.folder.file("d.json")
    let probe = StoreProbe(path: store.path, file: file)
    #expect(try await probe.bytesBehind() == 0)
    let handle = try FileHandle(forWritingTo: URL(filePath: file))
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data((store.lines[0] + "\n").utf8))
    #expect(try await probe.bytesBehind() == store.lines[0].utf8.count + 1)
  }

  @Test func `A store that knows nothing of the file is behind by all of it`() async throws {
    let store = try QueryStore()
    let file = try store.folder.write("{}\n{}\n", to: "other.json")
    #expect(try await StoreProbe(path: store.path, file: file).bytesBehind() == 6)
  }

  @Test func `An unreadable store throws`() async throws {
    let folder = try ScratchDirectory()
    let probe = StoreProbe(path: folder.file("none.db"), file: folder.file("d.json"))
    await #expect(throws: (any Error).self) { try await probe.bytesBehind() }
  }
}
