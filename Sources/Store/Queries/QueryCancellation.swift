internal import Synchronization

/// Lets whoever asked a question withdraw it while it is being answered.
public final class QueryCancellation: Sendable, Hashable {
  private let isWithdrawn = Atomic(false)

  /// A question that somebody wants answered.
  public init() {}

  /// Nobody wants the answer any longer: what is read for it ends soon, with an error.
  public func cancel() { isWithdrawn.store(true, ordering: .relaxed) }

  /// Whether nobody wants the answer any longer.
  var isCancelled: Bool { isWithdrawn.load(ordering: .relaxed) }

  /// Whether they are of the same question.
  public static func == (lhs: QueryCancellation, rhs: QueryCancellation) -> Bool { lhs === rhs }

  /// Tells one from another.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
