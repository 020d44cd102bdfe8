internal import Basics
internal import Dispatch
package import Records
package import StatusMetrics

/// Where the dashboard's answers come from.
package struct DashboardSource: Sendable {
  let records: @Sendable () -> (any RecordQuerying)?
  let status: @Sendable () async -> CollectorStatus

  /// - Parameter records: the stored records; `nil` if they can't be read yet.
  package init(
    _ records: @escaping @Sendable () -> (any RecordQuerying)?,
    status: @escaping @Sendable () async -> CollectorStatus
  ) {
    self.records = records
    self.status = status
  }
}

/// The outcome of a question.
enum Reply: Sendable, Hashable {
  /// JSON.
  case answer([UInt8])
  /// There is nothing of that name.
  case nothing
  /// The source has thrown.
  case failed
  /// The answer took too long.
  case late
  /// Too many other questions are waiting.
  case busy

  static func json(_ write: (inout JSONWriter) throws -> Void) rethrows -> Reply {
    var json = JSONWriter()
    try write(&json)
    return .answer(json.bytes)
  }
}

/// Gets answers from a source.
struct QueryRunner: Sendable {
  /// The rows of each ranking of an attacker.
  private static let top = 10
  /// The sessions shown of an attacker.
  private static let sessions = 50

  /// The store is locked, or its disk is full.
  private struct NotOpen: Error, CustomStringConvertible {
    let description = "the store could not be opened yet"
  }

  let source: DashboardSource
  let limits: DashboardLimits
  /// Queries block their thread on disk I/O, so they get threads of their own.
  private let queue = DispatchQueue(label: "decklog.dashboard", attributes: .concurrent)

  /// The outcome of a question, or the error that the source has thrown.
  ///
  /// A query that takes too long is cancelled. This returns when it has ended, with its result even if that is late.
  func reply(to question: Question) async -> Result<Reply, any Error> {
    await withTaskGroup(of: Result<Reply, any Error>?.self) { group in
      group.addTask {
        do {
          return .success(try await self.answer(question))
        } catch {
          // An error caused by the cancellation is not the source's fault.
          return Task.isCancelled ? .success(.late) : .failure(error)
        }
      }
      group.addTask {
        try? await Task.sleep(for: self.limits.queryTime)
        return nil
      }
      var result: Result<Reply, any Error>?
      for await outcome in group {
        result = outcome ?? result
        group.cancelAll()
      }
      return result ?? .success(.late)
    }
  }

  private func answer(_ question: Question) async throws -> Reply {
    switch question {
    case .overview(let range, let top):
      return try await ask(StoreQuery(limit: top), range) { records, query in
        try .json { $0.write(try records.overview(query)) }
      }
    case .attacker(let text, let range):
      guard let address = AddressRange(text), address.isSingle else { return .nothing }
      return try await ask(StoreQuery(limit: Self.top), range) { records, query in
        guard let detail = try records.attacker(address, query, sessions: Self.sessions) else {
          return .nothing
        }
        return .json { $0.write(detail) }
      }
    case .events(nil, _, _): return .json { $0.write(EventPage(events: [])) }
    case .events(.some(let query), let range, let cursor):
      let bytes = limits.pageBytes
      return try await ask(query, range) { records, query in
        try .json { $0.write(try records.events(query, isOldestFirst: false, after: cursor, bytes: bytes)) }
      }
    case .status:
      let status = await source.status()
      return .json { $0.write(status) }
    }
  }

  /// Asks about the records of a time range.
  private func ask(
    _ query: StoreQuery,
    _ range: TimeRange,
    _ body: @escaping @Sendable (any RecordQuerying, StoreQuery) throws -> Reply
  ) async throws -> Reply {
    guard let records = source.records() else { throw NotOpen() }
    let cancellation = QueryCancellation()
    var query = query
    query.filter.since = range.since(WallClock.now)
    query.cancellation = cancellation
    return try await withTaskCancellationHandler { [query] in
      try await withCheckedThrowingContinuation { continuation in
        queue.async { continuation.resume(with: Result { try body(records, query) }) }
      }
    } onCancel: {
      cancellation.cancel()
    }
  }
}
