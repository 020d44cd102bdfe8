import Syslog
import Testing
import TestSupport

@Suite("Unescaping")
struct UnescapeTests {
  @Test(
    arguments: [
      ("", ""), ("plain", "plain"), (#"\""#, #"""#), (#"\\"#, #"\"#), (#"\]"#, "]"), (#"\"#, #"\"#),
      (#"a\"#, #"a\"#), (#"\\\"#, #"\\"#), (#"\\\\"#, #"\\"#), (#"\\\""#, #"\""#),
      (#"\n\t\[\a"#, #"\n\t\[\a"#),
      (#"]"#, "]"), (#"\é"#, #"\é"#), (#"a\"b\\c\]d"#, #"a"b\c]d"#), (#"\\]"#, #"\]"#), (#"\x\]"#, #"\x]"#),
      (#"C:\dir\\"#, #"C:\dir\"#),
    ]
  )
  func `A backslash escapes a quote, a backslash and a bracket, and else stands for itself`(
    value: String,
    wanted: String
  ) {
    #expect(unescaped(Array(value.utf8)) == Array(wanted.utf8))
  }

  @Test func `Any bytes are unescaped as by a byte-wise reference`() {
    var generator = SplitMix64(seed: 0x5D)
    let alphabet = Array(#"\\\"]ab"#.utf8) + [0xC3, 0xA9, 0xFF, 0x00]
    for _ in 0..<3000 {
      let value = (0..<generator.below(40)).map { _ in generator.pick(alphabet) }
      #expect(unescaped(value) == simplyUnescaped(value), "\(value)")
    }
  }

  @Test func `No part begins or ends inside a character`() {
    let value = Array(#"é\"世\\🦈\]é"#.utf8)
    value.withUnsafeBytes { bytes in
      StructuredData.unescape(bytes) { #expect(String(validating: $0, as: UTF8.self) != nil) }
    }
  }

  private func unescaped(_ value: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    value.withUnsafeBytes { bytes in StructuredData.unescape(bytes) { result.append(contentsOf: $0) } }
    return result
  }

  /// The same, one byte at a time and with nothing clever.
  private func simplyUnescaped(_ value: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = value[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), let next = rest.first, #""\]"#.utf8.contains(next) {
        rest.removeFirst()
        result.append(next)
      } else {
        result.append(byte)
      }
    }
    return result
  }
}
