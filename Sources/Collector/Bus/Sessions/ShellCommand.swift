import Records
import Syslog

/// What was typed according to a `command` record, and where.
struct ShellCommand {
  private static let contextNames = ["uid", "user", "src", "pwd"]

  let text: String
  /// The values of `uid`, `user`, `src` and `pwd` that are known.
  let context: [(name: String, value: String)]

  init(_ record: EventRecord) {
    var message = record.message
    let (words, typed) = message.withUTF8 { Self.parts(of: UnsafeRawBufferPointer($0)) }
    text =
      record.fields["command"]?.nonEmpty ?? record.fields["cmd"]?.nonEmpty ?? typed ?? record.message
    context = Self.contextNames.indices.compactMap { index in
      let name = Self.contextNames[index]
      return (words[index]?.nonEmpty ?? record.fields[name]?.nonEmpty).map { (name, $0) }
    }
  }

  /// The values of ``contextNames`` before `cmd=` in a `CMD ` message, and the text after it. A name's first value
  /// counts: the attacker controls the directory, which comes last.
  private static func parts(of message: UnsafeRawBufferPointer) -> (words: [String?], typed: String?) {
    var words = [String?](repeating: nil, count: contextNames.count)
    guard message.starts(with: "CMD ".utf8), let marker = firstMarker(in: message) else {
      return (words, nil)
    }
    for word in message[..<marker].split(whereSeparator: ASCII.isWhiteSpace) {
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
}

extension String {
  /// The text unless it is empty.
  var nonEmpty: String? { isEmpty ? nil : self }
}
