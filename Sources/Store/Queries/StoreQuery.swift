public import Records

/// What is asked for.
public struct StoreQuery: Sendable, Hashable {
  /// How many results there can be.
  public static let mostResults = 10_000

  /// Which records count.
  public var filter: RecordFilter
  /// Words that must stand in the message or a field's value, the last one as a beginning of a word; upper and lower case
  /// and accents count for nothing. What has no word in it wants all.
  public var words: String?
  /// How many results are wanted; at least 1 and at most ``mostResults``.
  public var limit: Int
  /// How many results are passed over.
  public var offset: Int
  /// Lets the question be withdrawn.
  public var cancellation: QueryCancellation?

  /// A question; by default about all records.
  public init(_ filter: RecordFilter = RecordFilter(), words: String? = nil, limit: Int = 20, offset: Int = 0)
  {
    self.filter = filter
    self.words = words
    self.limit = limit
    self.offset = offset
  }

  var expression: String? { words.flatMap { FullText.expression(for: $0) } }

  /// Whether all records count.
  var wantsAll: Bool { filter.wantsAll && expression == nil }

  /// The results of this page, of all.
  func page<Result>(of results: [Result]) -> ArraySlice<Result> {
    results.dropFirst(passedOver).prefix(count)
  }

  /// How many results are passed over.
  var passedOver: Int { min(max(0, offset), 1 << 40) }

  /// How many results are wanted.
  var count: Int { min(max(1, limit), Self.mostResults) }
}
