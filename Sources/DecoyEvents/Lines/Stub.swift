package protocol DeclaredReader: Sendable {}
package struct LineContinuation: Sendable, Hashable {
  package var columns: [UInt8]
  package var open: [UInt8]
  package init(columns: [UInt8] = [], open: [UInt8] = []) {
    self.columns = columns
    self.open = open
  }
}
extension DecoyEvents.LineProcessor {
  package init(origin: RecordOrigin, filter: EventFilter, declared: (any DeclaredReader)? = nil, isGated: Bool = true) {
    self.init(origin: origin, filter: filter)
  }
  package var isShared: Bool { get { false } set {} }
  package var continuation: LineContinuation { LineContinuation() }
  package mutating func resume(_ continuation: LineContinuation) {}
  package mutating func finish(into batch: inout LineBatch) {}
}
