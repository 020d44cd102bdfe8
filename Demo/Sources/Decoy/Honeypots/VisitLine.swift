/// A line with holes: literal text, `<hole>`, and `<!hole>` or `<!text>`, where a numbered run has its token.
struct VisitLine {
  /// What fills a hole.
  enum Hole: String {
    case attacker, port, user, password, other, command, path, agent, client, session
    case date, time, micros, millis, slashed, monthday, rfc822
  }

  private enum Part {
    case text([UInt8])
    case hole(Hole)
    case token
  }

  private let parts: [Part]
  /// Whether the line has a place for its token.
  let isNumbered: Bool

  /// - Parameter numbered: whether marked places get the line's token rather than what stands in them.
  init(_ template: String, numbered: Bool) {
    var parts: [Part] = []
    var isNumbered = false
    for (index, piece) in template.split(separator: "<", omittingEmptySubsequences: false).enumerated() {
      if index == 0 {
        parts.append(.text(Array(piece.utf8)))
        continue
      }
      guard let end = piece.firstIndex(of: ">") else { preconditionFailure("a hole without end") }
      let marked = piece.first == "!"
      let name = String(piece[..<end].drop { $0 == "!" })
      isNumbered = isNumbered || marked
      if marked, numbered {
        parts.append(.token)
      } else if let hole = Hole(rawValue: name) {
        parts.append(.hole(hole))
      } else {
        precondition(marked, "no hole is called \(name)")
        parts.append(.text(Array(name.utf8)))
      }
      parts.append(.text(Array(piece[piece.index(after: end)...].utf8)))
    }
    self.parts = parts
    self.isNumbered = isNumbered
  }

  /// Appends the line and its LF.
  func append(_ values: [Hole: [UInt8]], token: [UInt8], to bytes: inout [UInt8]) {
    for part in parts {
      switch part {
      case .text(let text): bytes.append(contentsOf: text)
      case .hole(let hole): bytes.append(contentsOf: values[hole] ?? [])
      case .token: bytes.append(contentsOf: token)
      }
    }
    bytes.append(UInt8(ascii: "\n"))
  }
}
