import Testing

@testable import Daemon

struct INITextTests {
  private static let key = INIText.Key(section: "bus", name: "socket")

  private static func value(_ text: String) -> String? { INIText(text, wanted: [key]).values[key] }

  @Test(arguments: [
    "[bus]\nsocket=/s", "[bus]\nsocket = /s\n", "[bus]\nsocket: /s", "[bus]\nSocket\t=\t/s  ",
    "[bus]\r\nsocket = /s\r\n",
    "[bus]\rsocket = /s\r", "\u{FEFF}[bus]\nsocket = /s", "  [bus]\n  socket = /s",
    "# [bus]\n;\n\n[bus]\n\n  # c\nsocket = /s",
    "[other]\nsocket = /o\n[bus]\nsocket = /s\n[third]\nsocket = /t", "[bus]\nsocket = /o\nsocket = /s",
    "[bus]\nenabled = true\nsocket = /s", "[bus]\n[bus]\nsocket = /s", "[bus] ; more\nsocket = /s",
  ])
  func `A key of a section has its value`(text: String) {
    #expect(Self.value(text) == "/s")
  }

  @Test(arguments: [
    "", "socket = /s", "[Bus]\nsocket = /s", "[bus]\nsockets = /s", "[bus]\n#socket = /s",
    "[bus]\n; socket = /s",
    "[bus]\n[logging]\nsocket = /s", "[bus]\n= /s", "[bus\nsocket = /s", "[ bus ]\nsocket = /s",
  ])
  func `Another key, or none, has no value`(text: String) {
    #expect(Self.value(text) == nil)
  }

  @Test(
    arguments: [
      ("[bus]\nsocket =", ""), ("[bus]\nsocket = a=b:c", "a=b:c"), ("[bus]\nsocket = a ; b # c", "a ; b # c"),
      ("[bus]\nsocket = a\n  b\n\n  c", "a\nb\nc"), ("[bus]\n  socket = a\n  type = unix", "a"),
      ("[bus]\n  socket = a\n type = unix", "a"), ("[bus]\nsocket = é", "é"),
    ]
  )
  func `A value is all that stands behind the delimiter, and in deeper lines below`(
    text: String,
    value: String
  ) {
    #expect(Self.value(text) == value)
  }

  @Test(
    arguments: [
      ("[bus]\nsocket = /s", nil, 0), ("words\n[bus]\nsocket = /s", 1, 1),
      ("[bus]\nwords\n=x\nsocket = /s\n[x", 2, 3),
    ] as [(String, Int?, Int)]
  )
  func `Lines that are no settings are counted`(text: String, first: Int?, count: Int) {
    let unread = INIText(text, wanted: [Self.key]).unread
    #expect(unread?.first == first)
    #expect(unread?.count ?? 0 == count)
  }

  @Test func `Of a long file only what is wanted is kept`() {
    let text = "[bus]\n" + (0..<10_000).map { "key\($0) = value\n  more\n" }.joined() + "socket = /s\n"
    let file = INIText(text, wanted: [Self.key])
    #expect(file.values == [Self.key: "/s"])
  }
}
