import Testing
import TestSupport

@testable import DecoyEvents

/// Makes records of lines, and looks at them with eyes that are not the encoder's.
enum Record {
  /// A record's text without its LF.
  ///
  /// - Parameters:
  ///   - line: one line without its LF.
  ///   - context: what the engine knows; `nil` for a line that comes from nowhere.
  /// - Returns: `nil` where the line is no event.
  static func text(of line: [UInt8], in context: RecordContext? = nil) -> [UInt8]? {
    var output: [UInt8] = []
    let isEvent = line.withUnsafeBytes { bytes in
      guard let context else { return append(bytes, to: &output) }
      let trimmed = UnsafeRawBufferPointer(rebasing: bytes[..<LineTrimming.trimmedCount(of: bytes)])
      var reader = EventReader()
      guard reader.read(trimmed) else { return false }
      RecordEncoder.encode(reader.event, of: trimmed, in: context, into: &output)
      return true
    }
    guard isEvent else {
      #expect(output.isEmpty)
      return nil
    }
    #expect(output.popLast() == UInt8(ascii: "\n"))
    return output
  }

  /// A record, decoded by the letter of JSON and of the contract.
  static func object(of line: [UInt8], in context: RecordContext? = nil) throws -> JSONObject {
    let text = try #require(Self.text(of: line, in: context), "the line is no event")
    return try #require(try JSONParser.parse(text).object)
  }

  /// A record, decoded by the letter of JSON and of the contract.
  static func object(of line: String, in context: RecordContext? = nil) throws -> JSONObject {
    try object(of: Array(line.utf8), in: context)
  }

  /// The way of a line that comes from nowhere: through an assembler, as from a file.
  private static func append(_ line: UnsafeRawBufferPointer, to output: inout [UInt8]) -> Bool {
    var assembler = LineAssembler(maximumLength: 1 << 20)
    var writer = RecordWriter()
    var isEvent = false
    assembler.append(line) { _ in Issue.record("an LF inside the line") }
    assembler.finish { isEvent = writer.append($0, to: &output) }
    return isEvent
  }
}
