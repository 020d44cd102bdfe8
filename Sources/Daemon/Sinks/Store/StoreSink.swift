package import Basics
package import Collector
import Dispatch
package import Doctor
package import Logging
import Records
import RotatedFiles
import ServiceLifecycle
package import StatusMetrics
package import Store
import Synchronization

/// Keeps the records in a store.
///
/// A store that is locked, or whose disk is full, does not stop collection: it is opened later, and catches up from the
/// record file.
package final class StoreSink: RecordSink, Service {
  package static var name: String? { "store" }
  package static var settings: [SettingDescription] {
    [Settings.store.description, Settings.keep.description, Settings.keepSize.description]
  }

  private let path: String
  private let file: String
  private let retention: Retention
  private let logger: Logger
  private let opened = Mutex<StoreFeed?>(nil)
  /// Opening and closing may wait for other processes and for the disk.
  private let thread = DispatchQueue(label: "decklog.store.keeper")

  package static func read(_ reader: inout SettingReader, _ flags: Flags) -> SinkMaker? {
    var retention = Retention()
    retention.keep = reader.read(Settings.keep, flags).map { Int($0) }
    retention.keepSize = reader.read(Settings.keepSize, flags).map { Int($0) }
    if let path = reader.read(Settings.store, flags) {
      return { [retention] in
        try StoreSink(path, file: $0.settings.recordFile, retention: retention, logger: $0.logger)
      }
    }
    if flags[Settings.keep] != nil || flags[Settings.keepSize] != nil {
      reader.refuse("--keep and --keep-size need --store PATH: they say what stays in the store")
    }
    return nil
  }

  package static func check(
    _ reader: inout SettingReader,
    _ flags: Flags,
    recordFile: String
  ) -> (any Check)? {
    reader.read(Settings.store, flags).map { ConsumerCheck(StoreProbe(path: $0, file: recordFile)) }
  }

  /// Opens the store, which is created if it is missing; a damaged one is set aside.
  ///
  /// - Parameter file: the record file.
  /// - Throws: `StoreError` if trying again would not help.
  package init(_ path: String, file: String, retention: Retention, logger: Logger) throws(StoreError) {
    self.path = path
    self.file = file
    self.retention = retention
    self.logger = logger
    do {
      try open()
    } catch {
      switch error.code {
      case .missing, .permissionDenied, .laterVersion, .foreign: throw error
      case .damaged, .busy, .noSpace, .cancelled, .failed:
        logger.warning("\(error); will try again, and then store what \(file) has")
      }
    }
  }

  /// The store; `nil` until it is open.
  var store: RecordStore? { opened.withLock { $0?.store } }

  package var metrics: MetricGroup? { MetricGroup(status) }

  /// How the store is doing; `nil` until it is open.
  var status: StoreFeedStatus? { opened.withLock { $0?.status } }

  /// Wakes the feed, which reads the record file.
  package func offer(_ written: WrittenRecords) { opened.withLock { $0?.wake() } }

  package func run() async throws {
    await cancelWhenGracefulShutdown { await self.openLater() }
    guard let feed = opened.withLock({ $0 }) else { return }
    await feed.run()
    await perform { feed.store.close() }
  }

  private func open() throws(StoreError) {
    let store = try RecordStore(replacingDamaged: path, logger: logger)
    opened.withLock { $0 = StoreFeed(store, file: file, retention: retention, logger: logger) }
  }

  /// Tries to open the store until it is open.
  private func openLater() async {
    var pause = RetryPause(from: .seconds(1), to: .seconds(30))
    var reported = ""
    while store == nil {
      await pause.wait()
      guard !Task.isCancelled else { return }
      do {
        try await perform { Result { () throws(StoreError) in try self.open() } }.get()
        logger.info("the store at \(path) is open")
      } catch {
        if error.message != reported { logger.warning("\(error.message)") }
        reported = error.message
      }
    }
  }

  private func perform<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in thread.async { continuation.resume(returning: body()) } }
  }
}

/// Measures how far a store is behind its record file.
struct StoreProbe: ConsumerProbe {
  let path: String
  /// The record file.
  let file: String

  var name: String { "the store \(path)" }

  func bytesBehind() async throws -> Int {
    try await TimeLimit.blocking(name) {
      Result {
        let store = try RecordStore(reading: path)
        defer { store.close() }
        let start = try store.position(of: file).map { RotatedFileStart.position($0) } ?? .beginning
        return RotatedFileReader(file, from: start).bytesBehind
      }
    }
    .get()
  }
}

extension Settings {
  package static let store = Setting(
    flag: "--store",
    variables: ["DECKLOG_STORE"],
    help: "Keep the records in this SQLite database as well, for queries.",
    format: .optional(.text, none: "none"),
    standard: nil,
    isRefusedIfBad: true
  )
  package static let keep = Setting(
    flag: "--keep",
    help: "How long records stay in the store: 12h, 30d, 8w.",
    format: .optional(
      SettingFormat<Int64>(expected: "a span of time, such as 30d") { Amount.seconds($0) },
      none: "forever"
    ),
    standard: nil,
    isRefusedIfBad: true
  )
  package static let keepSize = Setting(
    flag: "--keep-size",
    help: "How large the store may become: 500MB, 5GB. The oldest records go first.",
    format: .optional(
      SettingFormat<Int64>(expected: "a size of at least 16MiB, such as 5GB") { text in
        Amount.bytes(text).flatMap { $0 >= Int64(Retention.smallestSize) ? $0 : nil }
      },
      none: "no limit"
    ),
    standard: nil,
    isRefusedIfBad: true
  )
}
