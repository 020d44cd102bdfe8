internal import Basics
internal import Evidence
internal import Logging
internal import Records
internal import RotatedFiles
internal import Synchronization

/// The work of a feed, done on the database's thread.
final class FeedWork: Sendable {
  enum Outcome: Sendable {
    /// There is more to do.
    case more
    /// Something was done, and nothing is left.
    case atEnd
    /// There was nothing to do.
    case idle
    case failed
  }

  private enum Damage {
    case none
    /// The database is to be set aside.
    case found
    /// The database was set aside; creating a new one may fail, on a full disk for example.
    case setAside
  }

  /// Used only by the database's thread.
  private struct State: ~Copyable {
    var reader: RotatedFileReader?
    /// How far the file is stored; `nil` if unknown.
    var stored: RotatedFilePosition?
    var damage = Damage.none
    /// Whether nothing is left as an earlier version stored it.
    var isUpToDate = false
  }

  private let database: RecordStore
  private let file: String
  private let retention: Retention
  private let logger: Logger
  private let state = Mutex(State())
  private let published = Mutex(StoreFeedStatus())

  init(_ database: RecordStore, _ file: String, _ retention: Retention, _ logger: Logger) {
    self.database = database
    self.file = file
    self.retention = retention
    self.logger = logger
  }

  var status: StoreFeedStatus { published.withLock { $0 } }

  /// Stores one transaction of new records.
  func store() -> Outcome {
    state.withLock { state in
      do throws(StoreError) {
        try replaceDamaged(&state)
        if state.reader == nil {
          state.stored = try database.takeUp(file)
          let start = try state.stored.map { stored throws(StoreError) in try database.recalling(stored) }
          state.reader = RotatedFileReader(file, from: start.map { .position($0) } ?? .beginning)
        }
        guard var reader = state.reader.take() else { return .failed }
        let result = try database.ingest(&reader)
        let behind = reader.bytesBehind
        state.stored = reader.position
        state.reader = consume reader
        note(result, behind)
        return !result.isAtEnd ? .more : result.bytes > 0 ? .atEnd : .idle
      } catch {
        state.reader = nil
        let start = state.stored.map { RotatedFileStart.position($0) } ?? .beginning
        return fail(error, &state, behind: RotatedFileReader(file, from: start).bytesBehind)
      }
    }
  }

  private func replaceDamaged(_ state: inout State) throws(StoreError) {
    if case .found = state.damage {
      let aside = try database.setAside(now: RecordTime(nanoseconds: WallClock.now))
      state.damage = .setAside
      // The new store is filled from the beginning of the file.
      state.stored = nil
      state.reader = nil
      logger.error(
        "the store at \(database.path) was damaged: it is now \(aside), and is rebuilt from \(file)"
      )
    }
    guard case .setAside = state.damage else { return }
    try database.reopen()
    state.damage = .none
    published.withLock { $0.replacements += 1 }
  }

  /// Whether the store has outgrown its limit.
  var isTooLarge: Bool {
    guard let most = retention.keepSize else { return false }
    return published.withLock { $0.size > most }
  }

  /// Deletes some of the records that are no longer kept.
  func prune() -> Outcome {
    guard retention != Retention() else { return .idle }
    return attempt { _ throws(StoreError) in
      let isMore = try database.prune(retention, now: RecordTime(nanoseconds: WallClock.now))
      let size = database.size
      published.withLock { $0.size = size }
      return isMore ? .more : .idle
    }
  }

  /// Brings some of what an earlier version stored up to date: attackers in several spellings, and then details.
  func update() -> Outcome {
    attempt { state throws(StoreError) in
      guard !state.isUpToDate else { return .idle }
      if try database.uniteSpellings() { return .more }
      state.isUpToDate = try !database.addEarlierDetails()
      return state.isUpToDate ? .idle : .more
    }
  }

  private func attempt(_ body: (inout State) throws(StoreError) -> Outcome) -> Outcome {
    state.withLock { state in
      do throws(StoreError) { return try body(&state) } catch { return fail(error, &state) }
    }
  }

  private func note(_ result: IngestResult, _ behind: Int) {
    let size = database.size
    let fault = published.withLock { status in
      defer { status.fault = nil }
      status.records += result.records
      status.invalid += result.invalid
      status.tooLong += result.tooLong
      status.losses += result.losses.count
      status.bytesBehind = behind
      status.size = size
      if result.records > 0 { status.lastStored = RecordTime(nanoseconds: WallClock.now) }
      return status.fault
    }
    if fault != nil { logger.info("the store at \(database.path) can be written again") }
    for loss in result.losses { logger.warning("\(loss.message(of: file))") }
  }

  /// Logs a failure when its message changes, and counts it each time.
  private func fail(_ error: StoreError, _ state: inout State, behind: Int? = nil) -> Outcome {
    if error.code == .damaged { state.damage = .found }
    let isNew = published.withLock { status in
      defer { status.fault = error.message }
      status.faults += 1
      status.bytesBehind = behind ?? status.bytesBehind
      return status.fault != error.message
    }
    if isNew {
      logger.warning("\(error.message); the records stay in \(file) until the store can be written")
    }
    return .failed
  }
}

extension RotatedFileLoss {
  fileprivate func message(of file: String) -> String {
    switch cause {
    case .gone: "records may be missing in the store: the file that continued \(file) is gone"
    case .truncated:
      "records may be missing in the store: \(file) was truncated, and there is no copy of it"
        + (knownBytes > 0 ? " (\(knownBytes) bytes)" : "")
    case .damaged: "records may be missing in the store: a compressed \(file) is damaged"
    case .hole: "records may be missing in the store: \(file) has a hole of \(knownBytes) bytes"
    case .tooLong: "records may be missing in the store: a compressed \(file) is too long"
    case .refusedSibling: "records may be missing in the store: a rotated \(file) can't be read"
    case .tooManySiblings: "records may be missing in the store: too many files have names like \(file)"
    }
  }
}
