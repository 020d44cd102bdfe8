/// A service's answer: what is logged, what is sent, and whether it hangs up afterwards.
struct Reply {
  var events: [Event] = []
  var bytes: [UInt8] = []
  var hangsUp = false

  /// Adds text to be sent.
  mutating func say(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }
}
