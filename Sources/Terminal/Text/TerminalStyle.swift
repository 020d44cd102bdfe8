/// A text style: Select Graphic Rendition (ECMA-48, 8.3.117). Without black and white, which vanish on a background; themes
/// keep the other basic colours legible.
package struct TerminalStyle: Sendable, Hashable {
  /// A basic colour, by its SGR number.
  package enum Colour: Int, Sendable {
    case red = 31
    case green, yellow, blue, magenta, cyan
  }

  /// `nil` for the terminal's own.
  package var colour: Colour?
  package var isBold: Bool
  package var isDim: Bool
  /// Whether the colours of text and background are swapped.
  package var isReversed: Bool

  package init(_ colour: Colour? = nil, isBold: Bool = false, isDim: Bool = false, isReversed: Bool = false) {
    self.colour = colour
    self.isBold = isBold
    self.isDim = isDim
    self.isReversed = isReversed
  }

  /// The terminal's own style.
  package static let plain = TerminalStyle()
  package static let bold = TerminalStyle(isBold: true)
  package static let dim = TerminalStyle(isDim: true)

  /// The escape sequence before the text; empty for ``plain``. `ESC [ 0 m` ends it.
  var sequence: String {
    let codes = [isBold ? 1 : nil, isDim ? 2 : nil, isReversed ? 7 : nil, colour?.rawValue].compactMap { $0 }
    return codes.isEmpty ? "" : "\u{1B}[" + codes.map(String.init).joined(separator: ";") + "m"
  }
}
