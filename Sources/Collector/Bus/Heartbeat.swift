import DecoyEvents

/// What a collector says of itself on the bus.
enum Heartbeat {
  /// How often.
  static let interval = Duration.seconds(30)

  /// A JSON object.
  ///
  /// - Parameters:
  ///   - time: seconds since 1970.
  ///   - counts: the accounting, and what else is counted.
  static func payload(time: Double, _ counts: [(name: String, count: Int)]) -> [UInt8] {
    let numbers = counts.map { #","\#($0.name)":\#($0.count)"# }.joined()
    return Array(#"{"worker":"collector","ts":\#(time)\#(numbers)}"#.utf8)
  }
}
