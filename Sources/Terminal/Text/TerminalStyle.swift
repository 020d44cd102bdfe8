/// How text looks: ANSI's Select Graphic Rendition (ECMA-48, 8.3.117).
///
/// Only the basic colours, which each terminal's theme makes legible on its own background, light or dark; neither
/// black nor white, which would be none on one of them.
public struct TerminalStyle: Sendable, Hashable {
  /// One of the basic colours.
  public enum Colour: Int, Sendable {
    /// The basic colours that can be told from the background of a light and of a dark terminal.
    case red = 31
    case green, yellow, blue, magenta, cyan
  }

  /// `nil`: the terminal's own.
  public var colour: Colour?
  /// Bold.
  public var isBold: Bool
  /// Dim: for what matters less.
  public var isDim: Bool
  /// Colours of text and background exchanged.
  public var isReversed: Bool

  /// A style.
  public init(_ colour: Colour? = nil, isBold: Bool = false, isDim: Bool = false, isReversed: Bool = false) {
    self.colour = colour
    self.isBold = isBold
    self.isDim = isDim
    self.isReversed = isReversed
  }

  /// As the terminal writes by itself.
  public static let plain = TerminalStyle()
  /// Bold.
  public static let bold = TerminalStyle(isBold: true)
  /// Dim.
  public static let dim = TerminalStyle(isDim: true)

  /// What goes before text that looks so; empty for ``plain``. `ESC [ 0 m` ends it.
  var sequence: String {
    let codes = [isBold ? 1 : nil, isDim ? 2 : nil, isReversed ? 7 : nil, colour?.rawValue].compactMap { $0 }
    return codes.isEmpty ? "" : "\u{1B}[" + codes.map(String.init).joined(separator: ";") + "m"
  }
}
