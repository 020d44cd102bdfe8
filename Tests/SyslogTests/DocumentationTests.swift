import Foundation
import Testing

@Suite("The catalogue's first example")
struct DocumentationTests {
  @Test func `Is the code that is tested`() throws {
    let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    let code = try String(
      contentsOf: root.appending(path: "Tests/SyslogTests/FirstExample.swift"),
      encoding: .utf8
    )
    let page = try String(
      contentsOf: root.appending(path: "Sources/Syslog/Documentation.docc/Syslog.md"),
      encoding: .utf8
    )
    #expect(page.contains("```swift\n\(code)```"))
  }

  @Test func `Reads names and unescaped values, and refuses what is not RFC 5424`() {
    let line =
      #"<134>1 2026-01-01T00:00:00Z web01 ssh - login_attempt [relay@55555 user="root" password="p\]w"] no"#
    #expect(parameters(of: Array(line.utf8)) == ["user": "root", "password": "p]w"])
    #expect(parameters(of: Array(line.dropLast(5).utf8)) == nil)
    #expect(parameters(of: Array("hello".utf8)) == nil)
  }
}
