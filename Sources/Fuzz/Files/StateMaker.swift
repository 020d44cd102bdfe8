import TestSupport

/// Writes state changes as docs/formats.md describes them, well formed and with arbitrary numbers.
struct StateMaker {
  private(set) var bytes: [UInt8] = []

  static func changes(_ generator: inout SplitMix64) -> [UInt8] {
    var maker = StateMaker()
    for _ in 0...generator.below(6) { maker.append(&generator) }
    return maker.bytes
  }

  private mutating func append(_ generator: inout SplitMix64) {
    let tag = UInt8(1 + generator.below(15))
    bytes.append(tag)
    switch tag {
    case 1:  // a position
      appendOutput(&generator)
      appendText("engine", &generator)
      appendText("omega-ssh", &generator)
      let flags = UInt8(generator.below(32))
      bytes.append(flags)
      appendTime(&generator)
      if bytes[bytes.count - 9] != 0 { for _ in 0..<4 { appendNumber(&generator) } }
      if flags & 4 != 0 { for _ in 0..<3 { appendNumber(&generator) } }
      if flags & 16 != 0 {
        appendText(generator.pick(["rotated_away", "connection_lost", "unreadable_file"]), &generator)
      }
    case 2: appendOutput(&generator)
    case 3:
      appendText("3f5c", &generator)
      appendText("omega-ssh", &generator)
      appendCounts(&generator)
    case 4: appendCounts(&generator)
    case 5: for _ in 0..<4 { appendNumber(&generator) }
    case 6:
      for _ in 0..<3 { appendNumber(&generator) }
      bytes.append(UInt8(generator.below(2)))
    case 7: appendText("omega-decky", &generator)
    case 8, 13:
      appendOutput(&generator)
      appendText("omega-ssh", &generator)
      appendText(generator.pick(["rotated_away", "engine_restarted", "nonsense"]), &generator)
      appendTime(&generator)
      appendTime(&generator)
      if tag == 13 { appendNumber(&generator) }
    case 9: appendNumber(&generator)
    case 10:
      appendNumber(&generator)
      appendText("5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8", &generator)
    case 11: bytes.append(UInt8(generator.below(3)))
    case 14:
      appendOutput(&generator)
      appendNumber(&generator)
    case 15: appendOutput(&generator)
    default: break
    }
  }

  private mutating func appendOutput(_ generator: inout SplitMix64) {
    appendText(generator.pick(["3f5c", "77aa"]), &generator)
    bytes.append(UInt8(1 + generator.below(2)))
  }

  private mutating func appendText(_ text: String, _ generator: inout SplitMix64) {
    append(UInt32(text.utf8.count))
    bytes += text.utf8
  }

  private mutating func appendTime(_ generator: inout SplitMix64) {
    bytes.append(UInt8(generator.below(2)))
    appendNumber(&generator)
  }

  private mutating func appendCounts(_ generator: inout SplitMix64) {
    let count = generator.isOneIn(4) ? generator.below(20) : 12
    bytes.append(UInt8(count))
    for _ in 0..<count { appendNumber(&generator) }
  }

  private mutating func appendNumber(_ generator: inout SplitMix64) {
    // Mostly plausible numbers: a state that is always refused tests nothing.
    append(generator.isOneIn(3) ? Damage.word(&generator) : UInt64(generator.below(1 << 20)))
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
  }
}
