internal import Basics

/// Text of any origin made fit for a terminal.
///
/// What would move the cursor, change colours, set titles, turn the order of letters or can't be seen at all is shown
/// as U+FFFD, one for each scalar, so that nobody can hide anything and each column is where it is meant to be.
public enum TerminalText {
  /// What is shown for what isn't.
  public static let replacement: Unicode.Scalar = "\u{FFFD}"
  /// The most marks (accents, points) on one character; a run of more gives one ``replacement``. Scripts in use need two.
  public static let maximumMarks = 2

  /// Whether a scalar is shown as it is.
  public static func isShown(_ scalar: Unicode.Scalar) -> Bool { DisplayWidth.kind(of: scalar) != .hidden }

  /// `text`, printable; cut to a number of columns, if one is given, with `…` at its end.
  ///
  /// Reads no more of the text than it shows.
  public static func printable(_ text: String, columns: Int = .max) -> String {
    measured(text, columns: columns).text
  }

  /// How many columns `text` takes, made printable.
  public static func width(_ text: String) -> Int { measured(text, columns: .max).width }

  /// `text` made printable, and how many columns that takes.
  ///
  /// - Parameter columns: the most that it may take; less than 1 gives nothing.
  public static func measured(_ text: String, columns: Int) -> (text: String, width: Int) {
    // Most text is ASCII and fits.
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

  /// `text` made printable in exactly so many columns: cut with `…`, or padded with blanks.
  public static func fitted(_ text: String, columns: Int, alignment: TextAlignment = .left) -> String {
    let (shown, width) = measured(text, columns: columns)
    let blanks = String(repeating: " ", count: max(0, columns - width))
    return alignment == .left ? shown + blanks : blanks + shown
  }
}

extension TerminalText {
  /// A line that grows by scalars.
  private struct PrintableLine {
    private var scalars = String.UnicodeScalarView()
    private var width = 0
    private var marks = 0
    /// What is left of the line if `…` has to stand at its end.
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
      // Without a character to stand on it would join what stands before the text.
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
