import DecoyEvents
public import Evidence
import NIOPosix
import Synchronization

/// The two files behind a thread of their own, so that a slow disk holds up no other work.
public final class EvidenceStore: Sendable {
  private let files: Mutex<EvidenceFiles>
  private let thread: NIOThreadPool

  /// Takes over the files and starts the thread.
  public init(_ files: consuming sending EvidenceFiles) {
    self.files = Mutex(files)
    thread = NIOThreadPool(numberOfThreads: 1)
    thread.start()
  }

  /// Ends the thread. The store is of no use after that.
  public func shutdown() async throws {
    try await thread.shutdownGracefully()
  }

  /// How many truncations of the files no copy explains, so that nobody can say what is lost.
  public var unexplainedTruncations: Int { files.withLock { $0.unexplainedTruncations } }

  /// Opens both names again, whatever they lead to.
  public func reopen() async throws {
    try await thread.runIfActive { try self.files.withLock { try $0.reopen() } }
  }

  /// Makes sure that what was appended survives a power cut.
  func synchronize() async throws {
    try await thread.runIfActive { try self.files.withLock { try $0.synchronize() } }
  }

  /// Follows rotations.
  func prepare() async throws {
    try await thread.runIfActive { try self.files.withLock { try $0.prepare(raw: 0, records: 0) } }
  }

  /// Appends a batch to both files.
  func append(_ batch: LineBatch) async throws {
    try await thread.runIfActive {
      try self.files.withLock { files in
        try files.prepare(raw: batch.raw.count, records: batch.records.count)
        try files.append(raw: batch.raw, records: batch.records)
      }
    }
  }
}
