/// A pattern in which `*` stands for any text. Matching takes at most the product of both lengths.
package struct Glob: Sendable, Hashable {
  package let pattern: String

  package init(_ pattern: String) { self.pattern = pattern }

  package func matches(_ text: String) -> Bool {
    let (text, glob) = (Array(text.utf8), Array(pattern.utf8))
    var (index, place) = (0, 0)
    var star: (place: Int, index: Int)?
    while index < text.count {
      if place < glob.count, glob[place] == UInt8(ascii: "*") {
        star = (place, index)
        place += 1
      } else if place < glob.count, glob[place] == text[index] {
        (index, place) = (index + 1, place + 1)
      } else if let last = star {
        star = (last.place, last.index + 1)
        (index, place) = (last.index + 1, last.place + 1)
      } else {
        return false
      }
    }
    return glob[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
