internal import Basics

/// Asks a source.
struct QueryRunner: Sendable {
  let source: any DashboardSource
  /// How long a query may take before it is cancelled.
  let time: Duration

  /// What came of a question, or the error that the source has thrown.
  ///
  /// It returns when the query has ended, be it by cancellation.
  func reply(to question: Question) async -> Result<Reply, any Error> {
    await withTaskGroup(of: Result<Reply, any Error>?.self) { group in
      group.addTask {
        do {
          return .success(try await self.ask(question))
        } catch DashboardQueryError.badCursor {
          return .success(.badCursor)
        } catch {
          // What a source throws because it was cancelled is no fault of its own.
          return Task.isCancelled ? .success(.late) : .failure(error)
        }
      }
      group.addTask {
        try? await Task.sleep(for: self.time)
        return nil
      }
      // Whichever comes first ends the other; the query's own result counts, also where it comes late.
      var result: Result<Reply, any Error>?
      for await outcome in group {
        result = outcome ?? result
        group.cancelAll()
      }
      return result ?? .success(.late)
    }
  }

  private func ask(_ question: Question) async throws -> Reply {
    var json = JSONWriter()
    switch question {
    case .overview(let range, let top):
      json.write(try await source.overview(since: range.since(WallClock.now), top: top))
    case .attacker(let address, let range):
      guard let attacker = try await source.attacker(address, since: range.since(WallClock.now)) else {
        return .nothing
      }
      json.write(attacker)
    case .events(var query, let range):
      query.since = range.since(WallClock.now)
      json.write(try await source.events(query))
    case .status:
      json.write(try await source.status())
    }
    return .answer(json.bytes)
  }
}
