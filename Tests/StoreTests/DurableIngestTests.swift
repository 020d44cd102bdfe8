import Files
import Records
import RecordTestSupport
import Synchronization
import Testing

@testable import RotatedFiles
@testable import Store

struct DurableIngestTests {
  /// How large each file was when it was made durable last, by its inode.
  private final class Synchronized: Sendable {
    let sizes = Mutex<[UInt64: Int]>([:])

    func note(_ descriptor: Int32) {
      guard let status = FileStatus(of: descriptor) else { return }
      sizes.withLock { $0[status.inode] = status.size }
    }
  }

  @Test func `A store has no record that a power cut could take out of its file`() throws {
    let synchronized = Synchronized()
    var harness = try StoreHarness()
    harness.reader = RotatedFileReader(
      harness.file.path,
      from: .beginning,
      grace: 0,
      now: { 0 },
      synchronizing: { synchronized.note($0) }
    )
    try harness.add([RecordLine(), RecordLine()])
    try expect(synchronized, [harness.file.path])
    // What comes before a rotation may be read together with what comes behind it.
    harness.file.append(RecordLine().json + "\n")
    harness.file.rename()
    harness.file.reopen()
    try harness.add([RecordLine()])
    #expect(try harness.store.totals().events == 4)
    try expect(synchronized, [harness.file.path, harness.file.path + ".1"])
  }

  private func expect(_ synchronized: Synchronized, _ paths: [String]) throws {
    for path in paths {
      let status = try #require(FileStatus(of: path))
      #expect(synchronized.sizes.withLock { $0[status.inode] } == status.size, "\(path)")
    }
  }
}
