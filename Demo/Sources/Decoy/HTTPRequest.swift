/// Request line and headers, as far as a decoy cares.
struct HTTPRequest {
  let method: [UInt8]
  let path: [UInt8]
  private(set) var headers: [(name: [UInt8], value: [UInt8])] = []

  /// Reads the bytes before the empty line; nil if they don't begin as HTTP does.
  init?(head: ArraySlice<UInt8>) {
    var lines = head.split(separator: UInt8(ascii: "\n"))[...]
    let words = lines.popFirst()?.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard let words, words.count == 3, words[2].starts(with: "HTTP/".utf8), !words[0].isEmpty,
      !words[1].isEmpty
    else { return nil }
    method = Array(words[0])
    path = Array(words[1])
    for line in lines {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      headers.append((Array(line[..<colon]), Self.trim(line[(colon + 1)...])))
    }
  }

  /// The first header of that name, in lower case, or nil.
  func header(_ name: String) -> [UInt8]? {
    headers.first { header in
      header.name.map { (65...90).contains($0) ? $0 + 32 : $0 }.elementsEqual(name.utf8)
    }?.value
  }

  /// The length that the client promises for the body; nil if that is no number.
  var contentLength: Int? {
    guard let value = header("content-length") else { return 0 }
    guard value.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(String(decoding: value, as: UTF8.self))
  }

  /// The headers as the text of a JSON object.
  var headersAsJSON: [UInt8] {
    var text = Array("{".utf8)
    for (index, header) in headers.enumerated() {
      if index > 0 { text.append(contentsOf: ", ".utf8) }
      Self.appendJSON(header.name, to: &text)
      text.append(contentsOf: ": ".utf8)
      Self.appendJSON(header.value, to: &text)
    }
    text.append(UInt8(ascii: "}"))
    return text
  }

  private static func appendJSON(_ value: [UInt8], to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    for byte in value {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        text.append(UInt8(ascii: "\\"))
        text.append(byte)
      case 0..<0x20:
        text.append(contentsOf: "\\u00".utf8)
        text.append(contentsOf: [48 + byte >> 4, (byte & 15 < 10 ? 48 : 87) + byte & 15])
      default:
        text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
  }

  private static func trim(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let isBlank: (UInt8) -> Bool = { $0 == 32 || $0 == 9 || $0 == 13 }
    guard let last = bytes.lastIndex(where: { !isBlank($0) }) else { return [] }
    return Array(bytes[...last].drop(while: isBlank))
  }
}
