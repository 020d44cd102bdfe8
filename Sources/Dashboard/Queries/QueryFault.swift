/// What is wrong with a query string.
struct QueryFault: Error, Hashable {
  /// What was expected.
  let message: String
}
