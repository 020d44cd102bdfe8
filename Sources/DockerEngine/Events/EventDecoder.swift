internal import Basics
internal import FoundationEssentials

/// Decodes the body of an event response: one JSON object per line.
///
/// Lines that can't be read are skipped and counted; the next full list of containers makes up for them.
package struct EventDecoder {
  private let maximumLength: Int
  private var line: [UInt8] = []
  private var isTooLong = false

  /// How many lines were skipped.
  package private(set) var skipped = 0

  package init(maximumLength: Int) { self.maximumLength = maximumLength }

  package mutating func decode(_ bytes: UnsafeRawBufferPointer, _ body: (EngineEvent) -> Void) {
    var lines = LineWalk(bytes)
    while let line = lines.next() {
      self.append(line)
      self.endLine(body)
    }
    self.append(lines.rest)
  }

  private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
    if self.line.count + bytes.count > self.maximumLength {
      self.isTooLong = true
      self.line = []
    }
    if !self.isTooLong { self.line.append(contentsOf: bytes) }
  }

  private mutating func endLine(_ body: (EngineEvent) -> Void) {
    defer {
      self.line.removeAll()
      self.isTooLong = false
    }
    guard !self.isTooLong else {
      self.skipped += 1
      return
    }
    guard self.line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { return }
    guard let answer = try? JSONDecoder().decode(EventAnswer.self, from: Data(self.line)) else {
      self.skipped += 1
      return
    }
    guard answer.isAboutContainer else { return }
    guard let event = answer.event else {
      self.skipped += 1
      return
    }
    body(event)
  }
}
