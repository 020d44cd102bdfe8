import Basics
import DecoyEvents
import DockerEngine
import NIOCore
import RotatedFiles

/// A state that can't be used.
package enum StateError: Error, CustomStringConvertible {
  /// The checkpoint in this directory is intact, but its content can't be decoded.
  case notUnderstood(String)

  package var description: String {
    switch self {
    case .notUnderstood(let directory):
      "the state in \(directory) can't be decoded; move it away, and say with --from where to begin"
    }
  }
}

struct StateChangeEncoder {
  private var buffer = ByteBuffer()

  mutating func append(_ change: StateChange) { change.write(to: &buffer) }

  var bytes: [UInt8] { Array(buffer.readableBytesView) }
}

extension StateChange {
  /// The kind of the change that follows. The numbers are part of the format and never change.
  private enum Tag: UInt8 {
    case position = 1
    case forget, counts, totals, gateOpen, gateEvicted, decky, gap, event, ledgerEntry, beginsAtEnd
    case beginsBehindExisting, manyGaps, doubt, resolve, file, forgetFile
  }

  /// Facts about a position in one byte.
  private struct PositionFlags: OptionSet {
    let rawValue: UInt8

    static let isFinished = Self(rawValue: 1)
    static let beginsNow = Self(rawValue: 2)
    static let hasPlace = Self(rawValue: 4)
    static let beginsBehindExisting = Self(rawValue: 8)
    static let hasReportedGap = Self(rawValue: 16)
    static let hasContinuation = Self(rawValue: 32)
  }

  static func encode(_ changes: some Sequence<StateChange>) -> [UInt8] {
    var encoder = StateChangeEncoder()
    for change in changes { encoder.append(change) }
    return encoder.bytes
  }

  /// The changes of ``encode(_:)``; `nil` if the bytes are damaged.
  static func decode(_ bytes: [UInt8]) -> [StateChange]? {
    var buffer = ByteBuffer(bytes: bytes)
    var changes: [StateChange] = []
    do throws(StateDamage) {
      while buffer.readableBytes > 0 { changes.append(try StateChange(from: &buffer)) }
    } catch {
      return nil
    }
    return changes
  }

  fileprivate func write(to buffer: inout ByteBuffer) {
    switch self {
    case .position(let output, let position):
      buffer.write(Tag.position, output)
      buffer.write(position.engine)
      buffer.write(position.name)
      var flags: PositionFlags =
        switch position.beginning {
        case .beginning: []
        case .now: .beginsNow
        case .existing: .beginsBehindExisting
        }
      if position.isFinished { flags.insert(.isFinished) }
      if position.place != nil { flags.insert(.hasPlace) }
      if position.reportedGap != nil { flags.insert(.hasReportedGap) }
      if position.continuation != LineContinuation() { flags.insert(.hasContinuation) }
      buffer.writeInteger(flags.rawValue)
      buffer.write(position.cursor)
      if let place = position.place { buffer.write(place) }
      if let cause = position.reportedGap { buffer.write(cause.rawValue) }
      if flags.contains(.hasContinuation) { buffer.write(position.continuation) }
    case .forget(let output): buffer.write(Tag.forget, output)
    case .counts(let container, let name, let counts):
      buffer.write(Tag.counts, container, name)
      buffer.write(counts)
    case .totals(let counts):
      buffer.write(Tag.totals)
      buffer.write(counts)
    // There are far more changes of the gate than others.
    case .gate(.open(let key, let passed, let heldBack)):
      let (high, low) = key.words
      buffer.writeMultipleIntegers(Tag.gateOpen.rawValue, high, low, passed, Int64(heldBack))
    case .gate(.evicted(let key, let unreported, let isEarly)):
      let (high, low) = key.words
      buffer.writeMultipleIntegers(
        Tag.gateEvicted.rawValue,
        high,
        low,
        Int64(unreported),
        UInt8(isEarly ? 1 : 0)
      )
    case .decky(let name): buffer.write(Tag.decky, name)
    case .gap(let gap):
      buffer.write(gap.count == 1 ? Tag.gap : .manyGaps, gap.output)
      buffer.write(gap.containerName)
      buffer.write(gap.cause.rawValue)
      buffer.write(gap.after)
      buffer.write(gap.before)
      if gap.count != 1 { buffer.writeInteger(Int64(gap.count)) }
    case .doubt(let output, let entry):
      buffer.write(Tag.doubt, output)
      buffer.writeInteger(Int64(entry))
    case .resolve(let output): buffer.write(Tag.resolve, output)
    case .event(let time): buffer.writeMultipleIntegers(Tag.event.rawValue, time.nanoseconds)
    case .ledgerEntry(let sequence, let digest):
      buffer.write(Tag.ledgerEntry)
      buffer.writeInteger(Int64(sequence))
      buffer.write(digest)
    case .file(let key, let place):
      buffer.write(Tag.file, key)
      buffer.write(place)
    case .forgetFile(let key): buffer.write(Tag.forgetFile, key)
    case .beginning(.existing): buffer.write(Tag.beginsBehindExisting)
    case .beginning(let value):
      buffer.writeMultipleIntegers(Tag.beginsAtEnd.rawValue, UInt8(value == .now ? 1 : 0))
    }
  }

  private init(from buffer: inout ByteBuffer) throws(StateDamage) {
    guard let tag = Tag(rawValue: try buffer.integer()) else { throw StateDamage() }
    switch tag {
    case .position:
      let output = try buffer.output()
      var position = OutputPosition(engine: try buffer.text(), name: try buffer.text())
      let flags = PositionFlags(rawValue: try buffer.integer())
      position.isFinished = flags.contains(.isFinished)
      if flags.contains(.beginsBehindExisting) { position.beginning = .existing }
      if flags.contains(.beginsNow) { position.beginning = .now }
      position.cursor = try buffer.cursor()
      if flags.contains(.hasPlace) { position.place = try buffer.place() }
      if flags.contains(.hasReportedGap) { position.reportedGap = try buffer.gapCause() }
      if flags.contains(.hasContinuation) { position.continuation = try buffer.continuation() }
      self = .position(output, position)
    case .forget: self = .forget(try buffer.output())
    case .counts:
      self = .counts(container: try buffer.text(), name: try buffer.text(), try buffer.lineCounts())
    case .totals: self = .totals(try buffer.lineCounts())
    case .gateOpen:
      self = .gate(.open(try buffer.key(), passed: try buffer.integer(), heldBack: try buffer.count()))
    case .gateEvicted:
      let (key, unreported) = (try buffer.key(), try buffer.count())
      self = .gate(.evicted(key, unreported: unreported, isEarly: try buffer.integer(as: UInt8.self) != 0))
    case .decky: self = .decky(try buffer.text())
    case .gap, .manyGaps:
      var gap = Gap(
        output: try buffer.output(),
        containerName: try buffer.text(),
        cause: try buffer.gapCause(),
        after: try buffer.timestamp(),
        before: try buffer.timestamp()
      )
      if tag == .manyGaps { gap.count = Int(try buffer.integer(as: Int64.self)) }
      guard gap.count > 0 else { throw StateDamage() }
      self = .gap(gap)
    case .doubt: self = .doubt(try buffer.output(), entry: try buffer.count())
    case .resolve: self = .resolve(try buffer.output())
    case .event: self = .event(EngineTimestamp(nanoseconds: try buffer.integer()))
    case .ledgerEntry: self = .ledgerEntry(sequence: try buffer.count(), digest: try buffer.text())
    case .beginsAtEnd: self = .beginning(try buffer.integer(as: UInt8.self) == 0 ? .beginning : .now)
    case .beginsBehindExisting: self = .beginning(.existing)
    case .file: self = .file(try buffer.fileKey(), try buffer.filePlace())
    case .forgetFile: self = .forgetFile(try buffer.fileKey())
    }
  }
}

private struct StateDamage: Error {}

extension ByteBuffer {
  fileprivate mutating func write(_ tag: some RawRepresentable<UInt8>, _ texts: String...) {
    writeInteger(tag.rawValue)
    for text in texts { write(text) }
  }

  fileprivate mutating func write(_ tag: some RawRepresentable<UInt8>, _ output: OutputID) {
    write(tag)
    write(output.container)
    writeInteger(UInt8(output.file != nil ? 3 : output.stream == .stdout ? 1 : 2))
    if let file = output.file { write(file) }
  }

  fileprivate mutating func write(_ tag: some RawRepresentable<UInt8>, _ key: ContainerFileKey) {
    write(tag)
    writeMultipleIntegers(key.device, key.inode)
    write(key.name)
  }

  fileprivate mutating func write(_ place: ContainerFilePlace) {
    write(place.container)
    write(place.containerName)
    write(place.path)
    write(place.directory)
    writeInteger(place.directoryBirth)
    write(place.startedAt)
    write(place.lastRead)
    writeInteger(place.flags.rawValue)
    write(place.position.bytes)
    write(place.continuation)
  }

  fileprivate mutating func write(_ continuation: LineContinuation) {
    write(continuation.columns)
    write(continuation.open)
  }

  private mutating func write(_ bytes: [UInt8]) {
    writeInteger(UInt32(bytes.count))
    writeBytes(bytes)
  }

  fileprivate mutating func write(_ text: String) {
    writeInteger(UInt32(text.utf8.count))
    writeString(text)
  }

  fileprivate mutating func write(_ time: EngineTimestamp?) {
    writeMultipleIntegers(UInt8(time == nil ? 0 : 1), time?.nanoseconds ?? 0)
  }

  fileprivate mutating func write(_ cursor: LogCursor?) {
    write(cursor?.timestamp)
    guard let cursor else { return }
    let digest = cursor.digest
    writeMultipleIntegers(Int64(cursor.ordinal), Int64(cursor.length), digest.high, digest.low)
  }

  fileprivate mutating func write(_ place: LogFilePlace) {
    writeMultipleIntegers(place.inode, place.head, Int64(place.offset))
  }

  fileprivate mutating func write(_ counts: LineCounts) {
    writeInteger(UInt8(LineCounts.stored.count))
    for path in LineCounts.stored { writeInteger(Int64(counts[keyPath: path])) }
  }

  fileprivate mutating func integer<Integer: FixedWidthInteger>(
    as _: Integer.Type = Integer.self
  ) throws(StateDamage) -> Integer {
    guard let integer = readInteger(as: Integer.self) else { throw StateDamage() }
    return integer
  }

  /// A count, length or offset, within limits so that it can be added to safely.
  fileprivate mutating func count() throws(StateDamage) -> Int {
    let number = try integer(as: Int64.self)
    guard 0...(1 << 60) ~= number else { throw StateDamage() }
    return Int(number)
  }

  fileprivate mutating func text() throws(StateDamage) -> String {
    guard let text = readString(length: Int(try integer(as: UInt32.self))) else { throw StateDamage() }
    return text
  }

  fileprivate mutating func output() throws(StateDamage) -> OutputID {
    let container = try text()
    return switch try integer(as: UInt8.self) {
    case 1: OutputID(container: container, stream: .stdout)
    case 3: OutputID(container: container, file: try text())
    default: OutputID(container: container, stream: .stderr)
    }
  }

  fileprivate mutating func fileKey() throws(StateDamage) -> ContainerFileKey {
    ContainerFileKey(device: try integer(), inode: try integer(), name: try text())
  }

  fileprivate mutating func filePlace() throws(StateDamage) -> ContainerFilePlace {
    var place = ContainerFilePlace(
      container: try text(),
      containerName: try text(),
      path: try text(),
      directory: try text(),
      directoryBirth: try integer(),
      startedAt: try timestamp(),
      lastRead: try timestamp()
    )
    place.flags = ContainerFilePlace.Flags(rawValue: try integer())
    guard let position = RotatedFilePosition(bytes: try bytes()) else { throw StateDamage() }
    place.position = position
    place.continuation = try continuation()
    return place
  }

  fileprivate mutating func continuation() throws(StateDamage) -> LineContinuation {
    LineContinuation(columns: try bytes(), open: try bytes())
  }

  fileprivate mutating func bytes() throws(StateDamage) -> [UInt8] {
    guard let bytes = readBytes(length: Int(try integer(as: UInt32.self))) else { throw StateDamage() }
    return bytes
  }

  fileprivate mutating func timestamp() throws(StateDamage) -> EngineTimestamp? {
    let (isThere, nanoseconds) = (try integer(as: UInt8.self), try integer(as: Int64.self))
    return isThere == 0 ? nil : EngineTimestamp(nanoseconds: nanoseconds)
  }

  fileprivate mutating func cursor() throws(StateDamage) -> LogCursor? {
    guard let timestamp = try timestamp() else { return nil }
    return LogCursor(
      timestamp: timestamp,
      ordinal: try count(),
      length: try count(),
      digest: LineDigest(high: try integer(), low: try integer())
    )
  }

  fileprivate mutating func gapCause() throws(StateDamage) -> GapCause {
    guard let cause = GapCause(kept: try text()) else { throw StateDamage() }
    return cause
  }

  fileprivate mutating func place() throws(StateDamage) -> LogFilePlace {
    LogFilePlace(inode: try integer(), head: try integer(), offset: try count())
  }

  fileprivate mutating func lineCounts() throws(StateDamage) -> LineCounts {
    var counts = LineCounts()
    for index in 0..<Int(try integer(as: UInt8.self)) {
      let number = try integer(as: Int64.self)
      // Later versions may have more.
      if index < LineCounts.stored.count { counts[keyPath: LineCounts.stored[index]] = Int(number) }
    }
    return counts
  }

  fileprivate mutating func key() throws(StateDamage) -> FloodKey {
    FloodKey(words: (try integer(), try integer()))
  }
}

extension LineCounts {
  /// The numbers in the order of the state format. New ones are appended; none may move.
  fileprivate static let stored: [any WritableKeyPath<LineCounts, Int> & Sendable] = [
    \.lines, \.records, \.heldBack, \.dropped, \.notEvents, \.empty, \.bytes, \.cut, \.malformedSD,
    \.identityMismatch, \.gaps, \.doubts, \.unparsed, \.continued,
  ]
}
