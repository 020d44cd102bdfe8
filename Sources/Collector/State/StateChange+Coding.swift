import Basics
import DecoyEvents
import DockerEngine
import NIOCore

extension StateChange {
  /// Which change follows. The numbers are the format's: none is ever given another meaning.
  private enum Tag: UInt8 {
    case position = 1
    case forget, counts, totals, gateOpen, gateEvicted, decky, gap, event, ledgerEntry, beginsAtEnd
    case beginsBehindExisting, manyGaps, doubt, resolve
  }

  /// Appends the change.
  func write(to buffer: inout ByteBuffer) {
    switch self {
    case .position(let output, let position):
      buffer.write(Tag.position, output)
      buffer.writeText(position.engine)
      buffer.writeText(position.name)
      let beginning: UInt8 =
        switch position.beginning {
        case .beginning: 0
        case .now: 2
        case .existing: 8
        }
      let reportedGap: UInt8 = position.reportedGap == nil ? 0 : 16
      buffer.writeInteger(
        (position.isFinished ? 1 : 0) | (position.place == nil ? 0 : 4) | beginning | reportedGap
      )
      buffer.writeCursor(position.cursor)
      if let place = position.place { buffer.writePlace(place) }
      if let cause = position.reportedGap { buffer.writeText(cause.rawValue) }
    case .forget(let output):
      buffer.write(Tag.forget, output)
    case .counts(let container, let name, let counts):
      buffer.writeTag(Tag.counts)
      buffer.writeText(container)
      buffer.writeText(name)
      buffer.writeCounts(counts)
    case .totals(let counts):
      buffer.writeTag(Tag.totals)
      buffer.writeCounts(counts)
    case .gate(let change): Self.write(change, to: &buffer)
    case .decky(let name):
      buffer.writeTag(Tag.decky)
      buffer.writeText(name)
    case .gap(let gap):
      buffer.write(gap.count == 1 ? Tag.gap : .manyGaps, gap.output)
      buffer.writeText(gap.containerName)
      buffer.writeText(gap.cause.rawValue)
      buffer.writeTimestamp(gap.after)
      buffer.writeTimestamp(gap.before)
      if gap.count != 1 { buffer.writeInteger(Int64(gap.count)) }
    case .doubt(let output, let entry):
      buffer.write(Tag.doubt, output)
      buffer.writeInteger(Int64(entry))
    case .resolve(let output):
      buffer.write(Tag.resolve, output)
    case .event(let time):
      buffer.writeTag(Tag.event)
      buffer.writeInteger(time.nanoseconds)
    case .ledgerEntry(let sequence, let digest):
      buffer.writeTag(Tag.ledgerEntry)
      buffer.writeInteger(Int64(sequence))
      buffer.writeText(digest)
    case .beginning(.existing):
      buffer.writeTag(Tag.beginsBehindExisting)
    case .beginning(let value):
      buffer.writeTag(Tag.beginsAtEnd)
      buffer.writeInteger(UInt8(value == .now ? 1 : 0))
    }
  }

  /// Appends a change of the flood gate. There are far more of them than of all others.
  private static func write(_ change: FloodGate.Change, to buffer: inout ByteBuffer) {
    switch change {
    case .open(let key, let passed, let heldBack):
      let (high, low) = key.words
      buffer.writeMultipleIntegers(Tag.gateOpen.rawValue, high, low, passed, Int64(heldBack))
    case .evicted(let key, let untold, let isEarly):
      let (high, low) = key.words
      buffer.writeMultipleIntegers(Tag.gateEvicted.rawValue, high, low, Int64(untold), UInt8(isEarly ? 1 : 0))
    }
  }

  /// Reads the next change; `nil` for what is none.
  init?(from buffer: inout ByteBuffer) {
    guard let tag = buffer.readInteger(as: UInt8.self).flatMap(Tag.init) else { return nil }
    switch tag {
    case .position:
      guard let output = buffer.readOutput(), let engine = buffer.readText(), let name = buffer.readText(),
        let flags = buffer.readInteger(as: UInt8.self), let cursor = buffer.readCursor()
      else { return nil }
      var place: LogFilePlace?
      if flags & 4 != 0 {
        guard let found = buffer.readPlace() else { return nil }
        place = found
      }
      var reportedGap: GapCause?
      if flags & 16 != 0 {
        guard let found = buffer.readText().flatMap(GapCause.init(kept:)) else { return nil }
        reportedGap = found
      }
      self = .position(
        output,
        OutputPosition(
          engine: engine,
          name: name,
          cursor: cursor.cursor,
          isFinished: flags & 1 != 0,
          place: place,
          reportedGap: reportedGap,
          beginning: flags & 2 != 0 ? .now : flags & 8 != 0 ? .existing : .beginning
        )
      )
    case .forget:
      guard let output = buffer.readOutput() else { return nil }
      self = .forget(output)
    case .counts:
      guard let container = buffer.readText(), let name = buffer.readText(), let counts = buffer.readCounts()
      else { return nil }
      self = .counts(container: container, name: name, counts)
    case .totals:
      guard let counts = buffer.readCounts() else { return nil }
      self = .totals(counts)
    case .gateOpen:
      guard let key = buffer.readKey(), let passed = buffer.readInteger(as: Int64.self),
        let heldBack = buffer.readCount()
      else { return nil }
      self = .gate(.open(key, passed: passed, heldBack: heldBack))
    case .gateEvicted:
      guard let key = buffer.readKey(), let untold = buffer.readCount(),
        let isEarly = buffer.readInteger(as: UInt8.self)
      else { return nil }
      self = .gate(.evicted(key, untold: untold, isEarly: isEarly != 0))
    case .decky:
      guard let name = buffer.readText() else { return nil }
      self = .decky(name)
    case .gap, .manyGaps:
      guard var gap = buffer.readGap() else { return nil }
      if tag == .manyGaps {
        guard let count = buffer.readInteger(as: Int64.self), count > 0 else { return nil }
        gap.count = Int(count)
      }
      self = .gap(gap)
    case .doubt:
      guard let output = buffer.readOutput(), let entry = buffer.readCount() else { return nil }
      self = .doubt(output, entry: entry)
    case .resolve:
      guard let output = buffer.readOutput() else { return nil }
      self = .resolve(output)
    case .event:
      guard let nanoseconds = buffer.readInteger(as: Int64.self) else { return nil }
      self = .event(EngineTimestamp(nanoseconds: nanoseconds))
    case .ledgerEntry:
      guard let sequence = buffer.readCount(), let digest = buffer.readText() else { return nil }
      self = .ledgerEntry(sequence: sequence, digest: digest)
    case .beginsAtEnd:
      guard let value = buffer.readInteger(as: UInt8.self) else { return nil }
      self = .beginning(value == 0 ? .beginning : .now)
    case .beginsBehindExisting:
      self = .beginning(.existing)
    }
  }

  /// The bytes of several changes.
  static func encode(_ changes: some Sequence<StateChange>) -> [UInt8] {
    var encoder = StateChangeEncoder()
    for change in changes { encoder.append(change) }
    return encoder.bytes
  }

  /// The changes of ``encode(_:)``; `nil` where something is no change.
  static func decode(_ bytes: [UInt8]) -> [StateChange]? {
    var buffer = ByteBuffer(bytes: bytes)
    var changes: [StateChange] = []
    while buffer.readableBytes > 0 {
      guard let change = StateChange(from: &buffer) else { return nil }
      changes.append(change)
    }
    return changes
  }
}

extension ByteBuffer {
  fileprivate mutating func writeTag(_ tag: some RawRepresentable<UInt8>) { writeInteger(tag.rawValue) }

  fileprivate mutating func write(_ tag: some RawRepresentable<UInt8>, _ output: OutputID) {
    writeTag(tag)
    writeText(output.container)
    writeInteger(UInt8(output.stream == .stdout ? 1 : 2))
  }

  fileprivate mutating func readOutput() -> OutputID? {
    guard let container = readText(), let stream = readInteger(as: UInt8.self) else { return nil }
    return OutputID(container: container, stream: stream == 1 ? .stdout : .stderr)
  }

  fileprivate mutating func writeText(_ text: String) {
    writeInteger(UInt32(text.utf8.count))
    writeString(text)
  }

  fileprivate mutating func readText() -> String? {
    readInteger(as: UInt32.self).flatMap { readString(length: Int($0)) }
  }

  fileprivate mutating func writeTimestamp(_ time: EngineTimestamp?) {
    writeInteger(UInt8(time == nil ? 0 : 1))
    writeInteger(time?.nanoseconds ?? 0)
  }

  fileprivate mutating func readTimestamp() -> (time: EngineTimestamp?, Void)? {
    guard let isThere = readInteger(as: UInt8.self), let nanoseconds = readInteger(as: Int64.self) else {
      return nil
    }
    return (isThere == 0 ? nil : EngineTimestamp(nanoseconds: nanoseconds), ())
  }

  fileprivate mutating func readGap() -> Gap? {
    guard let output = readOutput(), let name = readText(),
      let cause = readText().flatMap(GapCause.init(kept:)), let after = readTimestamp(),
      let before = readTimestamp()
    else { return nil }
    return Gap(output: output, containerName: name, cause: cause, after: after.time, before: before.time)
  }

  fileprivate mutating func writeCursor(_ cursor: LogCursor?) {
    writeTimestamp(cursor?.timestamp)
    guard let cursor else { return }
    for word in [Int64(cursor.ordinal), Int64(cursor.length)] { writeInteger(word) }
    writeInteger(cursor.digest.high)
    writeInteger(cursor.digest.low)
  }

  fileprivate mutating func readCursor() -> (cursor: LogCursor?, Void)? {
    guard let stamp = readTimestamp() else { return nil }
    guard let timestamp = stamp.time else { return (nil, ()) }
    guard let ordinal = readCount(), let length = readCount(),
      let high = readInteger(as: UInt64.self), let low = readInteger(as: UInt64.self)
    else { return nil }
    let digest = LineDigest(high: high, low: low)
    return (LogCursor(timestamp: timestamp, ordinal: ordinal, length: length, digest: digest), ())
  }

  /// A count, length or offset. None is negative or comes near to the largest number, so that it can be counted on
  /// from: anything else is damage.
  fileprivate mutating func readCount() -> Int? {
    guard let number = readInteger(as: Int64.self), 0...(1 << 60) ~= number else { return nil }
    return Int(number)
  }

  fileprivate mutating func writePlace(_ place: LogFilePlace) {
    writeInteger(place.inode)
    writeInteger(place.head)
    writeInteger(Int64(place.offset))
  }

  fileprivate mutating func readPlace() -> LogFilePlace? {
    guard let inode = readInteger(as: UInt64.self), let head = readInteger(as: UInt64.self),
      let offset = readCount()
    else { return nil }
    return LogFilePlace(inode: inode, head: head, offset: offset)
  }

  fileprivate mutating func writeCounts(_ counts: LineCounts) {
    writeInteger(UInt8(LineCounts.stored.count))
    for path in LineCounts.stored { writeInteger(Int64(counts[keyPath: path])) }
  }

  fileprivate mutating func readCounts() -> LineCounts? {
    guard let count = readInteger(as: UInt8.self) else { return nil }
    var counts = LineCounts()
    for index in 0..<Int(count) {
      guard let number = readInteger(as: Int64.self) else { return nil }
      // A later version may have more.
      if index < LineCounts.stored.count { counts[keyPath: LineCounts.stored[index]] = Int(number) }
    }
    return counts
  }

  fileprivate mutating func readKey() -> FloodKey? {
    guard let high = readInteger(as: UInt64.self), let low = readInteger(as: UInt64.self) else { return nil }
    return FloodKey(words: (high, low))
  }
}

extension LineCounts {
  /// The numbers as a state on disk has them, one after another. New ones come behind them; none may move.
  fileprivate static let stored: [any WritableKeyPath<LineCounts, Int> & Sendable] = [
    \.lines, \.records, \.heldBack, \.dropped, \.notEvents, \.empty, \.bytes, \.cut, \.malformedSD,
    \.identityMismatch, \.gaps, \.doubts,
  ]
}
