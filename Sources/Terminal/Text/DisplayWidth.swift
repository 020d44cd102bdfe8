internal import Basics

/// The width of a scalar in a terminal.
enum DisplayWidth {
  enum Kind: Hashable {
    /// 1 or 2 columns wide.
    case columns(Int)
    /// Combines with the character before.
    case mark
    /// Invisible, or of a width that terminals disagree about.
    case hidden
  }

  /// Wide scalars other than emoji: East Asian Width W and F (UAX #11, Unicode 16); unassigned ones are hidden before.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x303E, 0x3041...0x3247,
    0x3250...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D376,
    0x1F200...0x1F2FF, 0x20000...0x3FFFD,
  ]

  static func kind(of scalar: Unicode.Scalar) -> Kind {
    let value = scalar.value
    // The fast path: Western European letters.
    if 0x20..<0x7F ~= value || 0xA1...0xAC ~= value || 0xAE...0x2FF ~= value { return .columns(1) }
    let properties = scalar.properties
    if scalar.isControlling || properties.generalCategory == .unassigned { return .hidden }
    switch value {
    // Hangul vowels and final consonants, which terminals combine with the one before.
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: return .mark
    // Halves of flags, and skin tones: none, one or two columns, depending on the terminal.
    case 0x1F1E6...0x1F1FF, 0x1F3FB...0x1F3FF: return .hidden
    default: break
    }
    if properties.isDefaultIgnorableCodePoint { return .hidden }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return .mark
    default: return .columns(properties.isEmojiPresentation || wide.contains { $0.contains(value) } ? 2 : 1)
    }
  }
}
