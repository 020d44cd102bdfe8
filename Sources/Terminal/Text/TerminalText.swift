internal import Basics

/// Makes untrusted text safe for a terminal.
///
/// U+FFFD replaces each scalar that is invisible, moves the cursor, changes colours, sets titles or reorders letters:
/// nothing is hidden, and columns stay aligned.
package enum TerminalText {
  /// Replaces what is not shown.
  package static let replacement: Unicode.Scalar = "\u{FFFD}"
  /// The most combining marks on a character, as scripts in use need; further ones become one ``replacement``.
  package static let maximumMarks = 2

  /// Whether a scalar is shown as it is.
  package static func isShown(_ scalar: Unicode.Scalar) -> Bool { DisplayWidth.kind(of: scalar) != .hidden }

  /// Printable text, cut to a number of columns with `…` at its end. Reads no more than it shows.
  package static func printable(_ text: String, columns: Int = .max) -> String {
    measured(text, columns: columns).text
  }

  /// The width of printable text, in columns.
  package static func width(_ text: String) -> Int { measured(text, columns: .max).width }

  /// Printable text of at most so many columns, and its width.
  package static func measured(_ text: String, columns: Int) -> (text: String, width: Int) {
    // The fast path: ASCII that fits.
    var text = text
    let plain = text.withUTF8 { text in
      text.count <= columns && text.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? text.count : nil
    }
    if let plain { return (text, plain) }
    guard columns > 0 else { return ("", 0) }
    var line = PrintableLine()
    for scalar in text.unicodeScalars {
      line.append(scalar, columns: columns)
      if line.isCut { break }
    }
    return line.result(columns: columns)
  }

  /// Printable text of exactly this width: cut with `…`, or padded.
  package static func fitted(_ text: String, columns: Int, alignment: TextAlignment = .left) -> String {
    let (shown, width) = measured(text, columns: columns)
    let blanks = String(repeating: " ", count: max(0, columns - width))
    return alignment == .left ? shown + blanks : blanks + shown
  }
}

extension TerminalText {
  private struct PrintableLine {
    private var scalars = String.UnicodeScalarView()
    private var width = 0
    private var marks = 0
    /// Where the line ends if it needs an `…`.
    private var shortened: (end: String.UnicodeScalarView.Index, width: Int)?
    private(set) var isCut = false

    mutating func append(_ scalar: Unicode.Scalar, columns: Int) {
      switch DisplayWidth.kind(of: scalar) {
      case .columns(let count):
        add(scalar, count, columns)
        marks = 0
      case .mark where width > 0 && marks < TerminalText.maximumMarks:
        scalars.append(scalar)
        marks += 1
      // At the beginning it would combine with the text before.
      case .mark where width == 0 || marks == TerminalText.maximumMarks:
        add(TerminalText.replacement, 1, columns)
        marks = TerminalText.maximumMarks + 1
      case .mark: break
      case .hidden:
        add(TerminalText.replacement, 1, columns)
        marks = 0
      }
    }

    private mutating func add(_ scalar: Unicode.Scalar, _ count: Int, _ columns: Int) {
      if shortened == nil, width + count > columns - 1 { shortened = (scalars.endIndex, width) }
      guard width + count <= columns else {
        isCut = true
        return
      }
      scalars.append(scalar)
      width += count
    }

    func result(columns: Int) -> (text: String, width: Int) {
      guard isCut, let shortened else { return (String(scalars), width) }
      return (String(scalars[..<shortened.end]) + "…", shortened.width + 1)
    }
  }
}

package enum TextAlignment: Sendable, Hashable {
  case left
  /// For numbers.
  case right
}
