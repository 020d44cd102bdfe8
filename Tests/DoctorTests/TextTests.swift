import Testing

@testable import Doctor

struct TextTests {
  @Test(
    arguments: [
      ([], ""), (["b", "a"], "a, b"), (["e", "d", "c", "b", "a"], "a, b, c, d, e"),
      (["f", "e", "d", "c", "b", "a"], "a, b, c, d, e and 1 more"),
    ] as [([String], String)]
  )
  func `Of many names only some are listed`(names: [String], text: String) {
    #expect(NameList.text(names) == text)
  }

  @Test func `A long name is cut`() {
    #expect(NameList.name(String(repeating: "n", count: 500)) == String(repeating: "n", count: 80) + "…")
  }

  @Test func `A long path loses its beginning, at a character boundary`() {
    let name = "/10-decklog.conf"
    let long = "/" + String(repeating: "d", count: 500) + name
    let cut = "…" + String(repeating: "d", count: 64) + name
    func umlauts(_ count: Int) -> String { String(repeating: "ü", count: count) }
    #expect(NameList.path(long) == cut)
    #expect(NameList.path("/" + umlauts(50)) == "…" + umlauts(40))
    #expect(NameList.path("/" + umlauts(40) + "y") == "…" + umlauts(39) + "y")
    #expect(NameList.path("/a\nb" + name) == "/a b" + name)
    #expect(NameList.paths(["/b", long, "/a"]) == "/a, /b, \(cut)")
  }

  @Test(
    arguments: [
      ("/var/log/decnet.log", "/var/log/decnet.log"), ("", "''"), ("/a b", "'/a b'"),
      ("/a;rm -rf /", "'/a;rm -rf /'"),
      ("/it's", #"'/it'\''s'"#), ("/$(x)", "'/$(x)'"), ("/ü", "'/ü'"),
    ]
  )
  func `A path in a command is one word`(path: String, word: String) {
    #expect(ShellWord.quoted(path) == word)
  }

  @Test(
    arguments: [
      (0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (1535, "1.4 KiB"), (1 << 20, "1.0 MiB"),
      ((1 << 30) - 1, "1023.9 MiB"), (5 << 40, "5.0 TiB"), (Int.max, "7.9 EiB"),
    ]
  )
  func `Bytes are shown in a suitable unit`(bytes: Int, text: String) {
    #expect(ByteText.text(bytes) == text)
  }
}
