import Records

/// What a record of type `command` says was typed, and where.
struct ShellCommand {
  private static let contextNames = ["uid", "user", "src", "pwd"]

  /// What was typed.
  let text: String
  /// Those of `uid`, `user`, `src` and `pwd` that are known.
  let context: [(name: String, value: String)]

  init(_ record: EventRecord) {
    var message = record.message
    let (words, typed) = message.withUTF8 { Self.parts(of: UnsafeRawBufferPointer($0)) }
    text =
      Self.nonEmpty(record.fields["command"]) ?? Self.nonEmpty(record.fields["cmd"]) ?? typed
      ?? record.message
    context = Self.contextNames.indices.compactMap { index in
      let name = Self.contextNames[index]
      let value = Self.nonEmpty(words[index]) ?? Self.nonEmpty(record.fields[name])
      return value.map { (name, $0) }
    }
  }

  /// What a message that begins `CMD ` has for each of ``contextNames`` before `cmd=`, and what is behind that. The first
  /// word of a name counts: the directory comes last and can be called anything, and what is typed comes after all.
  private static func parts(of message: UnsafeRawBufferPointer) -> (words: [String?], typed: String?) {
    var words = [String?](repeating: nil, count: contextNames.count)
    guard message.starts(with: "CMD ".utf8), let marker = firstMarker(in: message) else {
      return (words, nil)
    }
    for word in message[..<marker].split(whereSeparator: isWhiteSpace) {
      for (index, name) in contextNames.enumerated() where words[index] == nil {
        guard word.starts(with: name.utf8), word.dropFirst(name.utf8.count).first == UInt8(ascii: "=") else {
          continue
        }
        words[index] = String(decoding: word.dropFirst(name.utf8.count + 1), as: UTF8.self)
      }
    }
    return (words, String(decoding: message[(marker + "cmd=".utf8.count)...], as: UTF8.self))
  }

  private static func firstMarker(in message: UnsafeRawBufferPointer) -> Int? {
    message.indices.first { message[$0] == UInt8(ascii: "c") && message[$0...].starts(with: "cmd=".utf8) }
  }

  private static func isWhiteSpace(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0D, 0x0B, 0x0C: true
    default: false
    }
  }

  private static func nonEmpty(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}
