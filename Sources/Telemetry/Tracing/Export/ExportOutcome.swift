/// What became of one request.
enum ExportOutcome: Hashable, Sendable {
  /// The endpoint took it, but for `rejected` spans (OTLP's partial success), and says why or warns.
  case accepted(rejected: Int, message: String)
  /// It may go better later: `pause` is how long the endpoint asks to wait, where it says so.
  case postponed(reason: String, pause: Duration?)
  /// It would never go better.
  case refused(reason: String)
}
