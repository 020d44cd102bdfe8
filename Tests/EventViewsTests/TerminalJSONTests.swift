import EventViews
import Foundation
import Testing

@Suite("JSON for a terminal")
struct TerminalJSONTests {
  @Test(
    arguments: [
      (#"{"a":"b"}"#, #"{"a":"b"}"#), (#"{"a":"é世😀"}"#, #"{"a":"é世😀"}"#),
      ("{\"a\":\"\u{9B}2J\u{202E}\"}", #"{"a":"\u009b2J\u202e"}"#),
      ("{\"a\":\"\u{7F}\u{E0041}\"}", #"{"a":"\u007f\udb40\udc41"}"#), ("{\t\"a\":\r1}", #"{ "a": 1}"#),
    ]
  )
  func `Is the same values, with escapes for what a terminal must not get`(json: String, shown: String) throws
  {
    let result = TerminalJSON.escaped(Array(json.utf8)[...])
    #expect(String(decoding: result, as: UTF8.self) == shown)
    let (before, after) = try (
      JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary,
      JSONSerialization.jsonObject(with: Data(result)) as? NSDictionary
    )
    #expect(before == after && before != nil)
  }
}
