/// The parts of an event stream (HTML Living Standard, section 9.2).
enum ServerSentEvent {
  /// The beginning of a stream: the browser reconnects after 3 seconds.
  static let beginning = Array("retry: 3000\n\n".utf8)
  /// A line that browsers ignore.
  static let comment = Array(":\n\n".utf8)

  /// A record. A CR in it would end the line for a browser.
  static func record(_ record: ArraySlice<UInt8>) -> [UInt8] {
    var event = Array("data: ".utf8)
    event.reserveCapacity(record.count + 8)
    event.append(contentsOf: record)
    for index in event.indices where event[index] == UInt8(ascii: "\r") { event[index] = UInt8(ascii: " ") }
    event.append(contentsOf: [UInt8(ascii: "\n"), UInt8(ascii: "\n")])
    return event
  }

  /// How many records were not sent: left out of the sample, and lost because this client was too slow.
  static func counts(skipped: Int, lost: Int) -> [UInt8] {
    Array("event: counts\ndata: {\"skipped\":\(skipped),\"lost\":\(lost)}\n\n".utf8)
  }
}
