import Testing

/// A kind of line that would cost a careless reader more than its length.
struct HostileShape: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Makes a line of about this many bytes.
  let line: @Sendable (Int) -> [UInt8]

  /// A piece of text repeated behind a beginning, and an end.
  init(_ name: String, _ start: String, _ piece: String, _ end: String = "") {
    testDescription = name
    line = { size in
      let count = max(1, (size - start.utf8.count - end.utf8.count) / piece.utf8.count)
      return Array((start + String(repeating: piece, count: count) + end).utf8)
    }
  }

  /// A piece of text made for each number from 0 on.
  init(_ name: String, _ start: String, numbered piece: @escaping @Sendable (Int) -> String) {
    testDescription = name
    line = { size in
      var text = Array(start.utf8)
      var number = 0
      while text.count < size {
        text.append(contentsOf: piece(number).utf8)
        number += 1
      }
      return text
    }
  }

  private static let header = "<1>1 2026-01-01T00:00:00Z h a p m "

  /// A line as services write them, made long by its message.
  static let benign = HostileShape(
    "benign",
    header + #"[relay@55555 src_ip="1.2.3.4" user="root"] "#,
    "the quick brown fox, "
  )

  static let all = [
    HostileShape("pairs without a value", header + "- ", "src="),
    HostileShape("pairs with a value", header + "- ", "ip=1.2.3.4 "),
    HostileShape("pairs of quotes", header + "- ip=", "\"'"),
    HostileShape("pairs of quotes, repeated", header + "- ", "ip=\"\"\"\"\"\"\"\"\"\"\"\""),
    HostileShape("a pair of dots", header + "- ip=1", "."),
    HostileShape("a pair of brackets", header + "- ip=", "["),
    HostileShape("marks without an address", header + "- ", "from "),
    HostileShape("marks with an address", header + "- ", "from 1.2.3.4 "),
    HostileShape("marks with colons", header + "- ", "src:"),
    HostileShape("a mark and hex digits", header + "- from ", "f"),
    HostileShape("a mark and colons", header + "- from 1", ":"),
    HostileShape("a mark and dots", header + "- from 1.2.3.4", "."),
    HostileShape("one name", header + "- ", "src_ip"),
    HostileShape("dotted digits", header + "- ", "1."),
    HostileShape("addresses", header + "- ", "1.2.3.4 "),
    HostileShape("digits", header + "- ", "1"),
    HostileShape("a shell's pairs", header + "- CMD ", "src="),
    HostileShape("a shell's pairs in one value", header + "- CMD ", "ip=src=1.2.3.4"),
    HostileShape("a shell's quotes", header + "- CMD src=", "\"'"),
    HostileShape("a shell's equals signs", header + "- CMD ", "="),
    HostileShape("IPv6 addresses", header + "- ", "2001:db8::5 "),
    HostileShape(
      "different addresses",
      header + "- from 6.6.6.6 ",
      numbered: { "from 1.2.\($0 / 250 % 250).\($0 % 250) " }
    ),
    HostileShape("a list of addresses", header + "- ", "1.2.3.4,"),
    HostileShape(
      "addresses with long zones",
      header + "- ",
      "fe80::1%" + String(repeating: "z", count: 500) + " "
    ),
    HostileShape("one zone", header + "- fe80::1%", "z"),
    HostileShape("one run of groups", header + "- ", "a:"),
    HostileShape("one run of colons", header + "- ", ":"),
    HostileShape("one run of dots", header + "- 1.1", "."),
    HostileShape("a run that begins as a name", header + "- x", "1.2:"),
    HostileShape("a run that ends as a name", header + "- ", ":1.2", "x"),
    HostileShape("short runs in one name", header + "- ", "1.2-"),
    HostileShape(
      "labels without an end",
      header + "- ",
      String(repeating: "client_", count: 40) + "=1.2.3.4 "
    ),
    HostileShape("labels of the longest length", header + "- ", "sdlrhfsdlrhfsdlrhfsdlrhfsdlrhfsd=1.2.3.4 "),
    HostileShape("marks before addresses", header + "- ", "'\"[(<{`\\1.2.3.4"),
    HostileShape("blanks before addresses", header + "- ", "from              1.2.3.4"),
    HostileShape("apostrophes", header + "- 1.2.3.4 5.6.7.8 ", "'"),
    HostileShape("addresses in apostrophes", header + "- ", "from '1.2.3.4' "),
    HostileShape("terminals", header + "- 1.2.3.4 5.6.7.8 ", "'/dev/"),
    HostileShape("terminals without an end", header + "- 1.2.3.4 5.6.7.8 '/dev/", "x'/dev/"),
    HostileShape("quotes between addresses", header + "- ", "\"from 1.2.3.4"),
    HostileShape("empty users' names", header + "- 1.2.3.4 5.6.7.8 ", "user= "),
    HostileShape("ports", header + "- user ", "1.2.3.4 port 22 ssh2: "),
    HostileShape(
      "values in elements of both kinds",
      header,
      numbered: { "[x a=\"\($0)\"][relay@55555 b\($0)=\"\($0)\"]" }
    ),
    HostileShape("empty own elements", header + #"[x a=""#, "x", #""][relay@55555]"#),
    HostileShape("SD-IDs of brackets", header, "[[[relay@55555]"),
    HostileShape("open brackets", header, "["),
    HostileShape("elements", header, "[x]"),
    HostileShape("own elements", header, "[relay@55555 a=\"1\"]"),
    HostileShape("backslashes in a value", header + #"[relay@55555 a=""#, #"\"#),
    HostileShape("backslashes in a whole value", header + #"[relay@55555 src_ip=""#, #"\\"#, #""]"#),
    HostileShape("quotes in a message", header + "- ", #"""#),
    HostileShape("an SD-ID", header + "[", "x"),
    HostileShape("a name", header + "[relay@55555 ", "x"),
    HostileShape("one parameter, repeated", header + "[relay@55555", " a=\"\""),
    HostileShape("an address, repeated", header + "[relay@55555", " src=\"x\""),
    HostileShape("distinct names", header + "[relay@55555", numbered: { " n\($0)=\"\"" }),
    HostileShape(
      "distinct names with equal ends",
      header + "[relay@55555",
      numbered: { " \($0)commonending=\"\"" }
    ),
    HostileShape(
      "names that aren't ASCII",
      header + "[relay@55555",
      numbered: { " é\($0)=\"é\"" }
    ),
    HostileShape("blanks", header + "- ", " ", "x"),
    HostileShape("blanks in an element", header + "[relay@55555", " ", "]"),
    HostileShape("a host name", "<1>1 t ", "h", " a p m - x"),
    HostileShape("a timestamp", "<1>1 ", "2", " h a p m - x"),
    HostileShape("an inner header", "<1>1 t h a p - - 2026-01-01T", "x", " h a p m - x"),
    HostileShape("blanks in an inner header", "<1>1 t h a p - -", " ", "2026-01-01T h a p m - x"),
    HostileShape("control characters", header + "- ", "\u{1}"),
    HostileShape("control characters in a field", header + #"[relay@55555 a=""#, "\u{1}", #""]"#),
    HostileShape("characters beyond the BMP", header + #"[relay@55555 a=""#, "🦈", #""]"#),
    HostileShape("no header", "<1>1 ", "x "),
  ]
}
