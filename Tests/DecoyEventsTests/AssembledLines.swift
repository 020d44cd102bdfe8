@testable import DecoyEvents

/// What a line assembler handed on.
struct AssembledLines: Equatable {
  /// One line: the bytes that were kept, and how many it had.
  struct Line: Equatable {
    var bytes: [UInt8]
    var length: Int
  }

  /// The lines in their order.
  var lines: [Line] = []

  /// What the lines of a text are when nothing is cut apart.
  init(of text: [UInt8], maximumLength: Int) {
    var whole = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // Behind the last LF is no line.
    if whole.last?.isEmpty == true { whole.removeLast() }
    lines = whole.map { Line(bytes: Array($0.prefix(maximumLength)), length: $0.count) }
  }

  /// What comes of pieces, each in an allocation of its own.
  init(of pieces: some Sequence<ArraySlice<UInt8>>, maximumLength: Int) {
    var assembler = LineAssembler(maximumLength: maximumLength)
    for piece in pieces {
      Array(piece).withUnsafeBytes { bytes in
        assembler.append(bytes) { lines.append(Line(bytes: Array($0.bytes), length: $0.length)) }
      }
    }
    assembler.finish { lines.append(Line(bytes: Array($0.bytes), length: $0.length)) }
  }
}
