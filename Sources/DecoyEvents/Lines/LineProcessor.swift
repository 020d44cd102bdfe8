import Glibc
import Syslog

/// Turns a container's lines into raw log (every line) and records (the events that pass the filters).
package struct LineProcessor: Sendable {
  /// Where the lines come from; can change between lines, since containers can be renamed.
  package var origin: RecordOrigin {
    didSet {
      context.origin = origin
      declared?.decky = origin.decky ?? origin.container
    }
  }
  /// Whether another container can write the file that the lines come from.
  package var isShared: Bool {
    get { context.isShared }
    set { context.isShared = newValue }
  }
  /// Traces the records; `nil` without tracing.
  package var tracer: (any RecordTracer)?
  private let filter: EventFilter
  /// Whether the flood gate applies.
  private let isGated: Bool
  private var reader = EventReader()
  /// Reads a declared format; `nil` for RFC 5424.
  private var declared: (any DeclaredReader)?
  /// The last record's context, reused for what doesn't change.
  private var context: RecordContext

  /// - Parameters:
  ///   - declared: a new reader of the lines' declared format; `nil` for RFC 5424.
  ///   - isGated: whether the flood gate applies. It needs the engine's times, which lines of files don't have.
  package init(
    origin: RecordOrigin,
    filter: EventFilter,
    declared: (any DeclaredReader)? = nil,
    isGated: Bool = true
  ) {
    self.origin = origin
    self.filter = filter
    self.declared = declared
    self.isGated = isGated
    context = RecordContext(origin: origin)
    self.declared?.decky = origin.decky ?? origin.container
  }

  /// What a new processor needs to continue behind the last line.
  package var continuation: LineContinuation { declared?.continuation ?? LineContinuation() }

  /// Continues where another processor stopped.
  package mutating func resume(_ continuation: LineContinuation) { declared?.resume(continuation) }

  /// Drops the open record, which will get no end. Its lines were counted as continued.
  package mutating func finish() { declared?.finish() }

  /// Processes the container's next line.
  ///
  /// - Parameters:
  ///   - observed: when the engine received it.
  ///   - isDecky: whether a name is that of one of the fleet's deckies.
  ///   - decide: asks the fleet's flood gate.
  package mutating func process(
    _ line: LineAssembler.Line,
    observed: ObservedTime,
    into batch: inout LineBatch,
    isDecky: (UnsafeRawBufferPointer) -> Bool,
    decide: (FloodKey, Int64, inout [FloodGate.Change]) -> FloodGate.Decision
  ) {
    if line.isCut { batch.counts.cut += 1 }
    let trimmed = line.bytes.slice(0..<LineTrimming.trimmedCount(of: line.bytes))
    let start = batch.raw.count
    guard !trimmed.isEmpty else {
      batch.counts.empty += 1
      // It may be part of an open record.
      _ = declared?.read(trimmed)
      return
    }
    Self.append(rawLine: trimmed, to: &batch.raw)
    batch.counts.lines += 1
    batch.counts.bytes += batch.raw.count - start

    if declared != nil {
      return processDeclared(trimmed, isCut: line.isCut, observed: observed, into: &batch, decide: decide)
    }
    defer { reader.releaseExcess() }
    guard reader.read(trimmed) else {
      batch.counts.notEvents += 1
      return
    }
    context.observed = observed
    context.isCut = line.isCut
    context.suppressed = 0
    context.isIdentityMismatch = isMismatch(trimmed.slice(reader.event.decky), isDecky: isDecky)
    if reader.event.flags.contains(.malformedSD) { batch.counts.malformedSD += 1 }
    if context.isIdentityMismatch { batch.counts.identityMismatch += 1 }

    if filter.drops(service: trimmed.slice(reader.event.service)) {
      batch.counts.dropped += 1
      return
    }
    if isGated, filter.isFloodType(reader.event.typeBytes(in: trimmed)) {
      switch decide(floodKey(of: trimmed), observed.nanoseconds, &batch.gateChanges) {
      case .hold:
        batch.counts.heldBack += 1
        return
      case .pass(let suppressed):
        context.suppressed = suppressed
      }
    }
    context.trace = tracer?.begin()
    RecordEncoder.encode(reader.event, of: trimmed, in: context, into: &batch.records)
    batch.counts.records += 1
    if tracer != nil { endTrace(trimmed) }
  }

  /// Processes a line of a declared format, trimmed and not empty.
  @inline(never)
  private mutating func processDeclared(
    _ line: UnsafeRawBufferPointer,
    isCut: Bool,
    observed: ObservedTime,
    into batch: inout LineBatch,
    decide: (FloodKey, Int64, inout [FloodGate.Change]) -> FloodGate.Decision
  ) {
    defer { declared?.releaseExcess() }
    switch declared?.read(line) {
    case .event: break
    case .unparsed:
      batch.counts.notEvents += 1
      batch.counts.unparsed += 1
      return
    case .continued:
      batch.counts.continued += 1
      return
    case .columns, nil:
      batch.counts.notEvents += 1
      return
    }
    // Not changed from here on, so that it is not copied.
    guard let reader = declared else { return }
    context.observed = observed
    context.isCut = isCut
    context.suppressed = 0
    let event = reader.event
    let isKept = reader.withValues { values in
      if filter.drops(service: values.slice(event.service)) {
        batch.counts.dropped += 1
        return false
      }
      guard isGated, filter.isFloodType(values.slice(event.eventType)) else { return true }
      let key = origin.idBytes.withUnsafeBytes { id in
        FloodKey(
          id,
          event.attackerAddress.map { values.slice($0) } ?? UnsafeRawBufferPointer(start: nil, count: 0),
          values.slice(event.decky),
          values.slice(event.service),
          values.slice(event.eventType)
        )
      }
      switch decide(key, observed.nanoseconds, &batch.gateChanges) {
      case .hold:
        batch.counts.heldBack += 1
        return false
      case .pass(let suppressed):
        context.suppressed = suppressed
        return true
      }
    }
    guard isKept else { return }
    context.trace = tracer?.begin()
    reader.appendRecord(of: line, in: context, to: &batch.records)
    batch.counts.records += 1
    guard var tracer else { return }
    // See endTrace(_:).
    self.tracer = nil
    reader.withValues { values in
      tracer.end(
        decky: values.slice(event.decky),
        service: values.slice(event.service),
        eventType: values.slice(event.eventType),
        address: event.attackerAddress.map { values.slice($0) } ?? UnsafeRawBufferPointer(of: "Unknown")
      )
    }
    self.tracer = tracer
  }

  /// Appends a trimmed line and an LF.
  ///
  /// A CR becomes `#015`, as in rsyslog: some readers end a line at it, and an attacker could use that to forge one.
  private static func append(rawLine line: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    var rest = line
    while let base = rest.baseAddress, let hit = memchr(base, Int32(ASCII.carriageReturn), rest.count) {
      let index = UnsafeRawPointer(hit) - base
      output.append(contentsOf: rest.slice(0..<index))
      output.append(contentsOf: UnsafeRawBufferPointer(of: "#015"))
      rest = rest.slice((index + 1)..<rest.count)
    }
    output.append(contentsOf: rest)
    output.append(ASCII.lineFeed)
  }

  /// Ends the span with the values that the record has.
  private mutating func endTrace(_ line: UnsafeRawBufferPointer) {
    guard var tracer else { return }
    // Not shared while it changes: a second reference would copy all spans of the batch.
    self.tracer = nil
    let event = reader.event
    let service = line.slice(event.service)
    let type = event.typeBytes(in: line)
    let address = event.attackerAddress.map { line.slice($0) } ?? UnsafeRawBufferPointer(of: "Unknown")
    withRecordedDecky(line) { tracer.end(decky: $0, service: service, eventType: type, address: address) }
    self.tracer = tracer
  }

  /// Whether the line names a decky that its container does not belong to.
  private func isMismatch(
    _ claim: UnsafeRawBufferPointer,
    isDecky: (UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    guard let own = origin.deckyBytes, !own.withUnsafeBytes({ $0 == claim }) else { return false }
    return isDecky(claim)
  }

  private func floodKey(of line: UnsafeRawBufferPointer) -> FloodKey {
    let event = reader.event
    let address = event.attackerAddress.map { line.slice($0) } ?? UnsafeRawBufferPointer(start: nil, count: 0)
    return origin.idBytes.withUnsafeBytes { id in
      withRecordedDecky(line) {
        FloodKey(id, address, $0, line.slice(event.service), event.typeBytes(in: line))
      }
    }
  }

  /// Calls `body` with the record's decky: the container's own if the line claims another.
  private func withRecordedDecky<Result>(
    _ line: UnsafeRawBufferPointer,
    _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    guard context.isIdentityMismatch, let own = origin.deckyBytes
    else { return body(line.slice(reader.event.decky)) }
    return own.withUnsafeBytes(body)
  }
}

/// Writes the records of lines that don't come from an engine.
package struct RecordWriter: Sendable {
  private var reader = EventReader()
  private var context = RecordContext()

  /// Creates a writer; reuse it, because it keeps its scratch space.
  package init() {}

  /// Appends the record of a line and an LF, if the line is an event.
  ///
  /// - Returns: whether the line is an event.
  package mutating func append(_ line: LineAssembler.Line, to output: inout [UInt8]) -> Bool {
    let trimmed = line.bytes.slice(0..<LineTrimming.trimmedCount(of: line.bytes))
    defer { reader.releaseExcess() }
    guard reader.read(trimmed) else { return false }
    context.isCut = line.isCut
    RecordEncoder.encode(reader.event, of: trimmed, in: context, into: &output)
    return true
  }
}
