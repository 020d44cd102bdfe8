import Testing

@testable import Evidence

struct RecentPayloadTests {
  @Test func `Nothing kept ends at zero`() {
    let recent = RecentPayload(limit: 10)
    #expect(recent.end == 0)
    #expect(recent.missing(fromCopyOf: 0) == [])
  }

  @Test func `The newest piece tells the end`() {
    let recent = makePayload(("one\n", 0), ("two\n", 10))
    #expect(recent.end == 14)
  }

  @Test func `The oldest pieces go when there are too many bytes`() {
    let recent = makePayload(limit: 8, ("one\n", 0), ("two\n", 4), ("six\n", 8))
    #expect(recent.pieces.map(\.offset) == [4, 8])
  }

  @Test func `The newest piece is kept however long it is`() {
    var recent = makePayload(limit: 8, ("one\n", 0), ("a line that is longer than the limit\n", 4))
    #expect(recent.pieces.map(\.offset) == [4])
    recent.append(Array("two\n".utf8), at: 100)
    #expect(recent.pieces.map(\.offset) == [100])
  }

  @Test func `A limit of nothing keeps the newest piece`() {
    let recent = makePayload(limit: 0, ("one\n", 0), ("two\n", 4))
    #expect(recent.pieces.map(\.offset) == [4])
  }

  @Test func `After everything is removed there is room again`() {
    var recent = makePayload(limit: 8, ("one\n", 0), ("two\n", 4))
    recent.removeAll()
    #expect(recent.end == 0)
    recent.append(Array("six\n".utf8), at: 0)
    recent.append(Array("ten\n".utf8), at: 4)
    #expect(recent.pieces.count == 2)
  }

  @Test(
    arguments: [
      (0, ["a\nbb\n", "ccc\n"]), (1, ["a\nbb\n", "ccc\n"]), (2, ["bb\n", "ccc\n"]), (3, ["bb\n", "ccc\n"]),
      (4, ["bb\n", "ccc\n"]), (5, ["ccc\n"]), (7, ["ccc\n"]), (10, ["ccc\n"]), (12, ["ccc\n"]),
      (13, ["ccc\n"]),
      (14, []), (99, []),
    ]
  )
  func `What a copy lacks is given in whole lines`(copied: Int, expected: [String]) {
    // Others wrote five bytes between the two.
    let recent = makePayload(("a\nbb\n", 0), ("ccc\n", 10))
    let missing = recent.missing(fromCopyOf: copied).map { String(decoding: $0, as: UTF8.self) }
    #expect(missing == expected)
  }

  @Test(arguments: 0...20)
  func `A line in two pieces is given whole`(copied: Int) {
    // A write that ended short, and its completion.
    let recent = makePayload(("one\ntwo and", 0), (" a half\n", 11))
    let missing = recent.missing(fromCopyOf: copied).flatMap(\.self)
    let expected = copied < 4 ? "one\ntwo and a half\n" : copied < 19 ? "two and a half\n" : ""
    #expect(String(decoding: missing, as: UTF8.self) == expected)
  }

  private func makePayload(limit: Int = 1000, _ pieces: (String, Int)...) -> RecentPayload {
    var recent = RecentPayload(limit: limit)
    for (text, offset) in pieces { recent.append(Array(text.utf8), at: offset) }
    return recent
  }
}
