import Syslog

/// The places of a text's `"` without a backslash right before them.
struct UnescapedQuotes: IteratorProtocol {
  private let text: UnsafeRawBufferPointer
  private var position = 0

  init(in text: UnsafeRawBufferPointer) {
    self.text = text
  }

  mutating func next() -> Int? {
    while let quote = text.index(of: ASCII.quote, from: position) {
      position = quote + 1
      if quote == 0 || text[quote - 1] != ASCII.backslash { return quote }
    }
    return nil
  }
}
