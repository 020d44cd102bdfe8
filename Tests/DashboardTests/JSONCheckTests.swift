import RecordTestSupport
import Testing

@testable import Dashboard

@Suite("Records that are put into an answer")
struct JSONCheckTests {
  @Test(
    arguments: [
      "{}", "{ }", #"{"a":1}"#, #"{"a": -1.5e+3, "b": [], "c": [1, "x", true, false, null, {}]}"#,
      #"{"\u00e9\"":"é"}"#,
      #"{"a":"\\\/\b\f\n\r\t"}"#, #"{"a":0,"b":0.1,"c":1E5}"#,
    ]
  )
  func `What is one JSON object is taken`(text: String) {
    #expect(JSONCheck.isObject(Array(text.utf8)))
  }

  @Test(
    arguments: [
      "", "[]", "1", "\"a\"", "{", "}", "{}x", "{} ", " {}", "{}{}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#,
      #"{,}"#, #"{a:1}"#,
      #"{"a":01}"#, #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":1e}"#, #"{"a":+1}"#, #"{"a":-}"#, #"{"a":tru}"#,
      #"{"a":"}"#,
      #"{"a":"\x"}"#, #"{"a":"\u12g4"}"#, #"{"a":"\u12"}"#, "{\"a\":\"\n\"}", "{\"a\":\"\u{0}\"}",
      #"{"a":[1 2]}"#,
      #"{"a":[1,]}"#, #"{"a":nullx}"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{"a":NaN}"#,
    ]
  )
  func `Anything else is not taken`(text: String) {
    #expect(!JSONCheck.isObject(Array(text.utf8)))
  }

  @Test func `Bytes that are no UTF-8 are not taken`() {
    #expect(!JSONCheck.isObject(Array(#"{"a":""#.utf8) + [0xFF] + Array(#""}"#.utf8)))
  }

  @Test(arguments: [(10, true), (100_000, false)])
  func `What nests deeper than a record ever does is not taken`(depth: Int, isTaken: Bool) {
    let text = "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    #expect(JSONCheck.isObject(Array(text.utf8)) == isTaken)
  }

  @Test func `Every beginning of a record is damaged`() {
    var samples = SampleEvents()
    let record = Array(samples.event(at: 0).json.utf8)
    #expect(JSONCheck.isObject(record))
    for length in record.indices { #expect(!JSONCheck.isObject(Array(record[..<length]))) }
  }
}
