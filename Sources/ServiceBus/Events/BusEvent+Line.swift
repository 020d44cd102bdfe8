internal import Basics

extension BusEvent {
  /// The envelope as one line of JSON with its LF.
  ///
  /// The payload keeps its spelling, but for what would end the line or what a terminal would obey.
  public var line: [UInt8] {
    let head = #"{"v":1,"id":"\#(JSONString.escaped(id))","topic":"\#(topic.text)""#
    let middle = #","type":"\#(JSONString.escaped(type))","ts":\#(time),"payload":"#
    var line: [UInt8] = []
    for part in [Array(head.utf8), Array(middle.utf8), payload, Array("}".utf8)] {
      Self.append(part, to: &line)
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  /// Appends JSON without control characters.
  private static func append(_ json: [UInt8], to line: inout [UInt8]) {
    for byte in json {
      switch byte {
      case ..<0x20:
        // White space between values: no string has one of these as it is.
        line.append(UInt8(ascii: " "))
      case 0x7F:
        line += Array(#"\u007f"#.utf8)
      case 0x80..<0xA0 where line.last == 0xC2:
        line.removeLast()
        line += Array(#"\u00\#(String(byte, radix: 16))"#.utf8)
      default:
        line.append(byte)
      }
    }
  }
}
