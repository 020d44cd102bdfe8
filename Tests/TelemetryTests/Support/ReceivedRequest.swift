/// A request, as the receiver read it.
struct ReceivedRequest: Decodable {
  /// When it came, in seconds of a clock that never steps back.
  var at: Double
  /// Its headers, or its metadata; over HTTP also its `path`.
  var headers: [String: String]
  var spans: [ReceivedSpan]
}
