import Syslog

/// Decides what becomes of the lines of one container: the raw log has each of them, the record file the events
/// that no filter keeps back.
public struct LineProcessor: Sendable {
  /// Where the lines come from; it may change between lines, since a container can be renamed.
  public var origin: RecordOrigin { didSet { context.origin = origin } }
  /// Traces the records; `nil` where nobody wants that.
  public var tracer: (any RecordTracer)?
  private let filter: EventFilter
  private var reader = EventReader()
  /// Of the last record; what is the same for all stays in it.
  private var context: RecordContext

  /// A processor for one container.
  public init(origin: RecordOrigin, filter: EventFilter) {
    self.origin = origin
    self.filter = filter
    context = RecordContext(origin: origin)
  }

  /// Takes the container's next line.
  ///
  /// - Parameters:
  ///   - line: as it came.
  ///   - observed: when the engine took it.
  ///   - batch: takes what the line comes to.
  ///   - isDecky: whether a name is that of a decky of the fleet.
  ///   - decide: asks the fleet's flood gate.
  public mutating func process(
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
      return
    }
    RawLine.append(trimmed, to: &batch.raw)
    batch.raw.append(ASCII.lineFeed)
    batch.counts.lines += 1
    batch.counts.bytes += batch.raw.count - start

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
    if filter.isFloodType(reader.event.typeBytes(in: trimmed)) {
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

  /// The span's attributes are what the record says.
  private mutating func endTrace(_ line: UnsafeRawBufferPointer) {
    let event = reader.event
    let service = line.slice(event.service)
    let type = event.typeBytes(in: line)
    let unknown: StaticString = "Unknown"
    let address =
      event.attackerAddress.map { line.slice($0) }
      ?? UnsafeRawBufferPointer(start: unknown.utf8Start, count: unknown.utf8CodeUnitCount)
    guard context.isIdentityMismatch, let own = origin.deckyBytes else {
      tracer?.end(decky: line.slice(event.decky), service: service, eventType: type, address: address)
      return
    }
    own.withUnsafeBytes { tracer?.end(decky: $0, service: service, eventType: type, address: address) }
  }

  /// Whether a line of this container names a decky that it does not belong to.
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
    let service = line.slice(event.service)
    let type = event.typeBytes(in: line)
    return origin.idBytes.withUnsafeBytes { id in
      guard context.isIdentityMismatch, let own = origin.deckyBytes else {
        return FloodKey(id, address, line.slice(event.decky), service, type)
      }
      return own.withUnsafeBytes { FloodKey(id, address, $0, service, type) }
    }
  }
}
