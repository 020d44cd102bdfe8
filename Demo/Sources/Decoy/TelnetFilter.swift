/// Takes telnet's commands (RFC 854) out of a client's bytes, and makes one line end of all its spellings.
struct TelnetFilter {
  /// What one byte of the stream means.
  enum Output {
    case nothing
    case byte(UInt8)
    case endOfLine
  }

  private enum State {
    case data, afterReturn, command, option, subnegotiation, subnegotiationCommand
  }

  private var state = State.data

  mutating func next(_ byte: UInt8) -> Output {
    switch (state, byte) {
    case (.data, 255), (.afterReturn, 255):
      state = .command
      return .nothing
    case (.afterReturn, 0), (.afterReturn, 10):
      state = .data
      return .nothing
    case (.data, 13), (.afterReturn, 13):
      state = .afterReturn
      return .endOfLine
    case (.data, 10):
      return .endOfLine
    case (.data, _), (.afterReturn, _), (.command, 255):
      state = .data
      return .byte(byte)
    case (.command, 250):
      state = .subnegotiation
      return .nothing
    case (.command, 251...254):
      state = .option
      return .nothing
    case (.subnegotiation, 255):
      state = .subnegotiationCommand
      return .nothing
    case (.subnegotiation, _):
      return .nothing
    case (.subnegotiationCommand, let byte):
      state = byte == 240 ? .data : .subnegotiation
      return .nothing
    case (.command, _), (.option, _):
      state = .data
      return .nothing
    }
  }
}
