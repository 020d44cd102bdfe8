import Basics
import Collector
import Dispatch
import Logging
import ServiceLifecycle
import StatusMetrics
import Store
import Synchronization

/// Keeps a store for a collector, as soon as the store can be opened.
///
/// A store that another process holds, or whose disk is full, must not keep the collector from its work: it is opened
/// later, and catches up from the record file.
final class StoreSink: RecordSink, Service {
  private let path: String
  private let file: String
  private let retention: Retention
  private let logger: Logger
  private let opened: Mutex<StoreFeed?>
  /// To open and to close may wait for other processes, and for a disk.
  private let thread = DispatchQueue(label: "decklog.store.keeper")

  /// Opens a store, and makes it where there is none; a damaged one is put aside.
  ///
  /// - Parameters:
  ///   - file: the record file.
  ///   - retention: what is kept.
  /// - Throws: ``StoreError`` for what won't be better by itself.
  init(_ path: String, file: String, retention: Retention, logger: Logger) throws(StoreError) {
    self.path = path
    self.file = file
    self.retention = retention
    self.logger = logger
    do {
      let store = try RecordStore(replacingDamaged: path, logger: logger)
      opened = Mutex(StoreFeed(store, file: file, retention: retention, logger: logger))
    } catch {
      switch error.code {
      case .missing, .permissionDenied, .laterVersion, .foreign: throw error
      case .damaged, .busy, .noSpace, .cancelled, .failed: opened = Mutex(nil)
      }
      logger.warning("\(error); will try again, and store then what \(file) has")
    }
  }

  /// The store; `nil` where it could not be opened yet.
  var store: RecordStore? { opened.withLock { $0?.store } }

  var metrics: MetricGroup? { MetricGroup(status) }

  /// How the store is doing; `nil` where it could not be opened yet.
  var status: StoreFeedStatus? { opened.withLock { $0?.status } }

  /// Takes it that there may be more in the record file.
  func offer(_ written: WrittenRecords) { opened.withLock { $0?.wake() } }

  func run() async throws {
    await cancelWhenGracefulShutdown { await self.open() }
    guard let feed = opened.withLock({ $0 }) else { return }
    await feed.run()
    await perform { feed.store.close() }
  }

  private func open() async {
    var pause = RetryPause(from: .seconds(1), to: .seconds(30))
    var told = ""
    while opened.withLock({ $0 == nil }) {
      await pause.wait()
      guard !Task.isCancelled else { return }
      let failure = await perform { self.tryToOpen() }
      if let failure, failure != told { logger.warning("\(failure)") }
      told = failure ?? told
    }
  }

  /// - Returns: why it can't be opened; `nil` where it is.
  private func tryToOpen() -> String? {
    do {
      let store = try RecordStore(replacingDamaged: path, logger: logger)
      opened.withLock { $0 = StoreFeed(store, file: file, retention: retention, logger: logger) }
      logger.info("the store at \(path) is open")
      return nil
    } catch {
      return error.message
    }
  }

  private func perform<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in thread.async { continuation.resume(returning: body()) } }
  }
}
