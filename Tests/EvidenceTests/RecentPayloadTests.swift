import Testing

@testable import Evidence

struct RecentPayloadTests {
  @Test func `Nothing kept ends at zero`() {
    let recent = RecentPayload(limit: 10)
    #expect(recent.pieces.isEmpty)
    #expect(recent.missing(fromCopyOf: 0) == [])
  }

  @Test func `The newest piece tells the end`() {
    let recent = makePayload(("one\n", 0), ("two\n", 10))
    #expect(recent.pieces.last?.end == 14)
  }

  @Test func `The oldest pieces go when there are too many bytes`() {
    let recent = makePayload(limit: 8, ("one\n", 0), ("two\n", 4), ("six\n", 8))
    #expect(recent.pieces.map(\.offset) == [4, 8])
  }

  @Test func `The newest piece is kept however long it is`() {
    var recent = makePayload(limit: 8, ("one\n", 0), ("a line that is longer than the limit\n", 4))
    #expect(recent.pieces.map(\.offset) == [4])
    recent.append(memory.add("two\n"), at: [100..<104])
    #expect(recent.pieces.map(\.offset) == [100])
  }

  @Test func `A limit of nothing keeps the newest piece`() {
    let recent = makePayload(limit: 0, ("one\n", 0), ("two\n", 4))
    #expect(recent.pieces.map(\.offset) == [4])
  }

  @Test func `After everything is removed there is room again`() {
    var recent = makePayload(limit: 8, ("one\n", 0), ("two\n", 4))
    recent.removeAll()
    #expect(recent.pieces.isEmpty)
    recent.append(memory.add("six\n"), at: [0..<4])
    recent.append(memory.add("ten\n"), at: [4..<8])
    #expect(recent.pieces.count == 2)
  }

  @Test(
    arguments: [
      (0, "a\nbb\nccc\n"), (1, "a\nbb\nccc\n"), (2, "bb\nccc\n"), (3, "bb\nccc\n"), (4, "bb\nccc\n"),
      (5, "ccc\n"),
      (7, "ccc\n"), (10, "ccc\n"), (12, "ccc\n"), (13, "ccc\n"), (14, ""), (99, ""),
    ]
  )
  func `What a copy lacks is given in whole lines`(copied: Int, expected: String) {
    // Others wrote five bytes between the two.
    let recent = makePayload(("a\nbb\n", 0), ("ccc\n", 10))
    #expect(String(decoding: recent.missing(fromCopyOf: copied), as: UTF8.self) == expected)
  }

  @Test(arguments: 0...20)
  func `A line in two pieces is given whole`(copied: Int) {
    // A write that ended short, and its completion.
    var recent = RecentPayload(limit: 1000)
    recent.append(memory.add("one\ntwo and a half\n"), at: [0..<11, 11..<19])
    let expected = copied < 4 ? "one\ntwo and a half\n" : copied < 19 ? "two and a half\n" : ""
    #expect(String(decoding: recent.missing(fromCopyOf: copied), as: UTF8.self) == expected)
  }

  @Test func `What lies in memory that is used again is forgotten, and all that is older`() {
    var recent = RecentPayload(limit: 1000)
    let payloads = ["one\n", "two\n", "six\n"].map(memory.add)
    for (index, payload) in payloads.enumerated() { recent.append(payload, at: [4 * index..<4 * index + 4]) }
    recent.drop(payloads[1])
    #expect(recent.pieces.map(\.offset) == [8])
    recent.drop(payloads[0])
    #expect(recent.pieces.map(\.offset) == [8])
    recent.drop(payloads[2])
    #expect(recent.pieces.isEmpty)
  }

  private let memory = TestMemory()

  private func makePayload(limit: Int = 1000, _ pieces: (String, Int)...) -> RecentPayload {
    var recent = RecentPayload(limit: limit)
    for (text, offset) in pieces { recent.append(memory.add(text), at: [offset..<offset + text.utf8.count]) }
    return recent
  }
}
