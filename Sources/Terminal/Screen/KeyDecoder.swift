package enum Key: Sendable, Hashable {
  /// A letter, digit or sign.
  case character(Character)
  /// A lower-case letter with the control key: `control("c")`.
  case control(Character)
  case up, down, left, right
  case pageUp, pageDown, home, end
  /// Tab, and Shift-Tab.
  case tab, backTab
  case enter, escape, backspace
}

/// Decodes a terminal's input into keys. Skips unknown control sequences (ECMA-48, 5.4): no part of one becomes a key.
package struct KeyDecoder: Sendable {
  /// The most bytes of a sequence that are kept; the rest is skipped.
  package static let maximumSequence = 32

  private enum State: Hashable {
    case ground
    case escape
    /// After `ESC [`.
    case control
    /// After `ESC O`.
    case single
    /// In a UTF-8 character.
    case character(missing: Int)
  }

  private var state = State.ground
  private var bytes: [UInt8] = []

  package init() {}

  /// Whether a key is incomplete: an escape, or the beginning of a sequence.
  package var isPending: Bool { state != .ground }

  package mutating func keys(from input: some Sequence<UInt8>) -> [Key] { input.flatMap { keys(from: $0) } }

  /// Resolves a pending key after a pause without input: a lone escape is the key itself.
  package mutating func finish() -> [Key] {
    defer { begin(.ground) }
    return state == .escape ? [.escape] : []
  }

  private mutating func begin(_ state: State) {
    self.state = state
    bytes = []
  }

  private mutating func keys(from byte: UInt8) -> [Key] {
    switch state {
    case .ground: return ground(byte)
    case .escape:
      switch byte {
      case UInt8(ascii: "["): begin(.control)
      case UInt8(ascii: "O"): begin(.single)
      // The first of two escapes was the key.
      case 0x1B: return [.escape]
      // A key with Alt.
      default: begin(.ground)
      }
      return []
    case .single:
      begin(.ground)
      return Self.final(byte, parameters: []).map { [$0] } ?? []
    case .control:
      if 0x40...0x7E ~= byte {
        defer { begin(.ground) }
        return Self.final(byte, parameters: bytes).map { [$0] } ?? []
      }
      if byte == 0x1B { begin(.escape) } else if bytes.count < Self.maximumSequence { bytes.append(byte) }
      return []
    case .character(let missing): return character(byte, missing: missing)
    }
  }

  private mutating func ground(_ byte: UInt8) -> [Key] {
    switch byte {
    case 0x1B: begin(.escape)
    case 0x09: return [.tab]
    case 0x0A, 0x0D: return [.enter]
    case 0x08, 0x7F: return [.backspace]
    case 0x01...0x1A: return [.control(Character(Unicode.Scalar(byte + 0x60)))]
    case 0x20..<0x7F: return [.character(Character(Unicode.Scalar(byte)))]
    case 0xC2...0xF4:
      begin(.character(missing: byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3))
      bytes = [byte]
    default: break
    }
    return []
  }

  private mutating func character(_ byte: UInt8, missing: Int) -> [Key] {
    guard 0x80...0xBF ~= byte else {
      begin(.ground)
      return ground(byte)
    }
    bytes.append(byte)
    guard missing == 1 else {
      state = .character(missing: missing - 1)
      return []
    }
    defer { begin(.ground) }
    return String(validating: bytes, as: UTF8.self)?.first.map { [.character($0)] } ?? []
  }

  /// The keys of xterm and compatible terminals ("XTerm Control Sequences", PC-style function keys).
  private static func final(_ byte: UInt8, parameters: [UInt8]) -> Key? {
    switch byte {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "Z"): .backTab
    case UInt8(ascii: "M") where parameters.isEmpty: .enter
    case UInt8(ascii: "~"):
      switch parameters.prefix(while: { $0 != UInt8(ascii: ";") }) {
      case [0x31], [0x37]: .home
      case [0x34], [0x38]: .end
      case [0x35]: .pageUp
      case [0x36]: .pageDown
      default: nil
      }
    default: nil
    }
  }
}
