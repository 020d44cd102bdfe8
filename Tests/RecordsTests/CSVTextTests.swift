import Testing

@testable import Records

@Suite("Rows of comma-separated values")
struct CSVTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""),
    ("a\r\nb", "\"a\r\nb\""),
    ("", ""), ("a\0b", "\"a\u{FFFD}b\""), ("ö💥", "ö💥"), ("a\tb", "a\tb"),
  ])
  func `A value is quoted where it must be`(value: String, written: String) {
    #expect(CSVText.row([value]) == written)
  }

  @Test(arguments: (UInt8(0)..<0xA0).filter { !(0x20..<0x7F).contains($0) && ![9, 10, 13].contains($0) })
  func `No value drives a terminal`(code: UInt8) {
    let row = CSVText.row(["a\(Unicode.Scalar(code))[31m", "\(Unicode.Scalar(code)),\""])
    #expect(!row.unicodeScalars.contains(Unicode.Scalar(code)))
    #expect(row.unicodeScalars.count { $0 == "\u{FFFD}" } == 2)
  }

  @Test(arguments: ["=1+1", "+x", "-x", "@sum", "\tx", "\rx"])
  func `No value is a formula to a spreadsheet`(value: String) {
    let row = CSVText.row([value])
    #expect(row.hasPrefix("'") || row.hasPrefix("\"'"))
  }

  @Test(arguments: ["-1", "+4.5"])
  func `A number stays one`(value: String) {
    #expect(CSVText.row([value]) == value)
  }

  @Test func `A record has a value for each column`() {
    var record = ECSDocumentTests.full
    #expect(
      CSVText.row(record)
        == "2026-11-23T03:55:14Z,2026-11-23 03:55:14,omega,ssh,login_failed,203.0.113.9,field,root,p]w,login failed,"
        + #""{""cmd"":""id"",""method"":""GET"",""password"":""p]w"",""path"":""/x"",""src_ip"":""203.0.113.9"","#
        + #"""src_port"":""51515"",""user_agent"":""curl"",""username"":""root""}",omega-ssh,identity_mismatch,3,<134>1 …,"#
    )
    record = EventRecord(timestamp: "x", decky: "d", service: "s", eventType: "e")
    #expect(CSVText.row(record) == ",x,d,s,e,Unknown,,,,,,,,0,,")
    #expect(
      CSVText.row(record).split(separator: ",", omittingEmptySubsequences: false).count
        == CSVText.columns.count
    )
  }
}
