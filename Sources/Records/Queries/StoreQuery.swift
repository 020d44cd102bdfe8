internal import Synchronization

/// Which records an answer is about, and which of the results are wanted.
package struct StoreQuery: Sendable, Hashable {
  package static let mostResults = 10_000

  package var filter: RecordFilter
  /// Words in message or field values, the last a prefix, regardless of case and accents; text without words matches all.
  package var words: String?
  /// How many results are wanted, from 1 to ``mostResults``.
  package var limit: Int
  package var offset: Int
  /// Cancels the query from another thread.
  package var cancellation: QueryCancellation?

  package init(
    _ filter: RecordFilter = RecordFilter(),
    words: String? = nil,
    limit: Int = 20,
    offset: Int = 0
  ) {
    self.filter = filter
    self.words = words
    self.limit = limit
    self.offset = offset
  }

  package var count: Int { min(max(1, limit), Self.mostResults) }

  /// The ranks of the wanted results among all.
  package var ranks: Range<Int> {
    let first = min(max(0, offset), 1 << 40)
    return first..<first + count
  }

  package func page<Result>(of results: [Result]) -> ArraySlice<Result> {
    results.dropFirst(ranks.lowerBound).prefix(count)
  }
}

/// Cancels a query while it is being answered: it then soon throws.
package final class QueryCancellation: Sendable, Hashable {
  private let flag = Atomic(false)

  package init() {}

  package func cancel() { flag.store(true, ordering: .relaxed) }

  package var isCancelled: Bool { flag.load(ordering: .relaxed) }

  package static func == (lhs: QueryCancellation, rhs: QueryCancellation) -> Bool { lhs === rhs }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
