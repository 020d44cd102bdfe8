import Foundation
import NIOCore
import Testing
import TestSupport

@testable import ServiceBus

@Suite("An event as a line")
struct BusEventLineTests {
  @Test(
    arguments: [
      #"{"a":1}"#, "{\n  \"a\": \"b\",\r\n\t\"c\": []}", "{\"\u{7F}\":\"\u{85}\u{9B}31m é\"}",
      #"{"a":"\u001b"}"#, "{}",
    ]
  )
  func `It is the envelope, and nothing in it ends the line or reaches a terminal`(payload: String) throws {
    let topic = try Topic("system.log")
    let event = BusEvent(
      topic: topic,
      type: "a\"b\u{1B}\u{9B}",
      id: "0123",
      time: 12.5,
      payload: Array(payload.utf8)
    )
    let line = event.line
    #expect(line.last == 0x0A)
    let text = String(decoding: line.dropLast(), as: UTF8.self)
    #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control })
    let envelope = try FoundationJSON.object(line)
    #expect(envelope["v"] as? Int == 1)
    #expect(envelope["topic"] as? String == "system.log")
    #expect(envelope["type"] as? String == event.type)
    #expect(envelope["ts"] as? Double == 12.5)
    let wanted = try JSONSerialization.jsonObject(with: Data(payload.utf8)) as? NSDictionary
    #expect(envelope["payload"] as? NSDictionary == wanted)
  }

  @Test(
    arguments: [("1.5", 1.5), ("17e8", 17e8), ("\"1\"", 0), ("1e999", 0), ("null", 0)]
  )
  func `It has the broker's time, and 0 where that is no number`(text: String, time: Double) throws {
    let body = ByteBuffer(string: #"{"type":"a","ts":\#(text),"payload":{}}"#)
    let event = BusEvent(try Topic("a"), try #require(Envelope(body)))
    #expect(event.time == time)
  }
}
