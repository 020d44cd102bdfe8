import DecoyEvents
import TestSupport

/// Makes lines that keep to the grammar, lines that almost do, and noise.
struct LineMaker {
  private static let blanks: [StaticString] = [" ", "  ", "\t"]
  private static let beforeMessage: [StaticString] = [" ", "  ", " \u{FEFF}", "\t"]

  private let pieces = LinePieces()
  private let origins = [
    RecordOrigin(
      container: "web01-ssh",
      id: "0123456789abcdef0123456789abcdef",
      decky: "web01",
      service: "ssh"
    ),
    RecordOrigin(container: "", id: ""),
    RecordOrigin(
      container: "\"\\\n\u{0}\u{85}\u{2028}\u{7F}",
      id: "\u{1}\u{2}\u{3}",
      decky: "\"\u{1B}[2J\u{2029}",
      service: "🦈e\u{301}"
    ),
    RecordOrigin(
      container: String(repeating: "\u{1}", count: 300),
      id: String(repeating: "\u{1}", count: 64),
      decky: String(repeating: "\u{1F}", count: 300),
      service: String(repeating: "\"", count: 300)
    ),
  ]
  private let observed = {
    let text = Array("2026-11-23T03:55:14.000000007Z".utf8)
    return ObservedTime(nanoseconds: 1_795_406_114_000_000_007, text: InlineArray { text[$0] })
  }()

  /// A context as an engine might give it.
  func context(isCut: Bool, _ generator: inout SplitMix64) -> RecordContext {
    let origin = generator.isOneIn(4) ? nil : generator.pick(origins)
    return RecordContext(
      observed: generator.isOneIn(4) ? nil : observed,
      origin: origin,
      isIdentityMismatch: origin?.decky != nil && generator.isOneIn(2),
      isShared: generator.isOneIn(4),
      suppressed: generator.isOneIn(2) ? 0 : generator.below(1 << 40),
      isCut: isCut
    )
  }

  /// Appends one line without an LF.
  func appendLine(to stream: inout [UInt8], _ generator: inout SplitMix64) {
    let start = stream.count
    switch generator.below(16) {
    case 0: appendNoise(to: &stream, &generator)
    case 1...5:
      appendEvent(to: &stream, &generator)
      for _ in 0...generator.below(4) { mutate(&stream, from: start, &generator) }
    default: appendEvent(to: &stream, &generator)
    }
    if generator.isOneIn(8000) { lengthen(&stream, from: start, &generator) }
    for index in start..<stream.count where stream[index] == UInt8(ascii: "\n") { stream[index] = 0x0B }
  }

  private func appendNoise(to stream: inout [UInt8], _ generator: inout SplitMix64) {
    if generator.isOneIn(2) { stream.append(contentsOf: "<1>1 t h a p m ".utf8) }
    let isHot = generator.isOneIn(2)
    for _ in 0..<generator.below(120) {
      stream.append(isHot ? generator.pick(pieces.hotBytes) : UInt8(truncatingIfNeeded: generator.next()))
    }
  }

  private func appendEvent(to stream: inout [UInt8], _ generator: inout SplitMix64) {
    put("<", to: &stream)
    stream += generator.pick(pieces.priorities)
    put(">1 ", to: &stream)
    appendTokens(to: &stream, " ", &generator)
    if generator.isOneIn(8) {
      // A second header, as shell commands have.
      put("- - ", to: &stream)
      appendTokens(to: &stream, generator.pick(Self.blanks), &generator)
    }
    stream += generator.pick(pieces.types)
    put(" ", to: &stream)
    if generator.isOneIn(3) {
      put("-", to: &stream)
    } else {
      for _ in 0...generator.below(2) { appendElement(to: &stream, &generator) }
    }
    if !generator.isOneIn(6) { put(generator.pick(Self.beforeMessage), to: &stream) }
    for _ in 0..<generator.below(12) { appendWord(to: &stream, &generator) }
  }

  /// Timestamp, host name, app name and process id.
  private func appendTokens(to stream: inout [UInt8], _ blank: StaticString, _ generator: inout SplitMix64) {
    for token in [pieces.timestamps, pieces.hosts, pieces.services, [[0x37, 0x37]]] {
      stream += generator.pick(token)
      put(blank, to: &stream)
    }
  }

  private func appendElement(to stream: inout [UInt8], _ generator: inout SplitMix64) {
    put(generator.isOneIn(5) ? "[origin" : "[relay@55555", to: &stream)
    for _ in 0..<(generator.isOneIn(20) ? generator.below(40) : generator.below(6)) {
      put(" ", to: &stream)
      stream += generator.pick(pieces.names)
      put("=\"", to: &stream)
      if generator.isOneIn(3) {
        for _ in 0..<generator.below(4) { appendWord(to: &stream, &generator) }
      } else {
        stream += generator.pick(pieces.addresses)
      }
      put("\"", to: &stream)
    }
    put("]", to: &stream)
  }

  /// A piece of text as it occurs in messages and values.
  private func appendWord(to stream: inout [UInt8], _ generator: inout SplitMix64) {
    switch generator.below(8) {
    case 0: stream += generator.pick(pieces.addresses)
    case 1: stream += generator.pick(pieces.names) + [UInt8(ascii: "=")] + generator.pick(pieces.addresses)
    case 2: stream += generator.pick(pieces.marks) + generator.pick(pieces.addresses)
    case 3: stream += generator.pick(pieces.badBytes)
    case 4: stream += generator.pick(pieces.signs)
    default: stream += generator.pick(pieces.words)
    }
  }

  private func put(_ text: StaticString, to stream: inout [UInt8]) {
    stream.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Breaks a line in one place.
  private func mutate(_ stream: inout [UInt8], from start: Int, _ generator: inout SplitMix64) {
    let count = stream.count - start
    guard count > 0 else { return }
    let index = start + generator.below(count)
    let some = index..<min(stream.count, index + 1 + generator.below(20))
    switch generator.below(7) {
    case 0: stream[index] = UInt8(truncatingIfNeeded: generator.next())
    case 1: stream[index] = generator.pick(pieces.hotBytes)
    case 2: stream.insert(generator.pick(pieces.hotBytes), at: index)
    case 3: stream.removeSubrange(some)
    case 4: stream.insert(contentsOf: Array(stream[some]), at: start + generator.below(count))
    case 5: stream.insert(contentsOf: generator.pick(pieces.badBytes), at: index)
    default: stream.removeSubrange(index...)
    }
  }

  /// Repeats a part of a line until it is long.
  private func lengthen(_ stream: inout [UInt8], from start: Int, _ generator: inout SplitMix64) {
    let count = stream.count - start
    guard count > 0 else { return }
    let index = start + generator.below(count)
    let part = Array(stream[index..<min(stream.count, index + 1 + generator.below(30))])
    let times = generator.below(200_000) / part.count
    stream.insert(contentsOf: Array(repeatElement(part, count: times).joined()), at: index)
  }
}
