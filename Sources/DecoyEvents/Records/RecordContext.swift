/// What a record says beyond the content of its line.
package struct RecordContext: Sendable {
  /// When the engine received the line; `nil` without an engine.
  package var observed: ObservedTime?
  /// Where the line came from; `nil` without an engine.
  package var origin: RecordOrigin?
  /// Whether the line claims to come from another decky of the fleet than ``origin``'s.
  package var isIdentityMismatch: Bool
  /// Whether another container can write the file that the line comes from.
  package var isShared: Bool
  /// The number of events with the same flood key that were held back since the last one let through.
  package var suppressed: Int
  package var isCut: Bool
  /// The trace that readers of the record can continue.
  package var trace: Traceparent?

  /// Creates a context; without arguments, that of a line without an engine.
  package init(
    observed: ObservedTime? = nil,
    origin: RecordOrigin? = nil,
    isIdentityMismatch: Bool = false,
    isShared: Bool = false,
    suppressed: Int = 0,
    isCut: Bool = false
  ) {
    self.observed = observed
    self.origin = origin
    self.isIdentityMismatch = isIdentityMismatch
    self.isShared = isShared
    self.suppressed = suppressed
    self.isCut = isCut
  }
}

/// When the container engine received a line.
package struct ObservedTime: Sendable {
  /// Nanoseconds since 1970, UTC.
  package var nanoseconds: Int64
  /// The same time as RFC 3339 in UTC with nanoseconds: `2026-11-23T03:55:14.000000000Z`.
  package var text: InlineArray<30, UInt8>

  /// Both arguments must be the same time.
  package init(nanoseconds: Int64, text: InlineArray<30, UInt8>) {
    self.nanoseconds = nanoseconds
    self.text = text
  }
}

/// The container that a line came from, according to the engine. An attacker controls the line, but not this.
///
/// A class, because all records of a container share it.
package final class RecordOrigin: Sendable {
  /// The container's name, without the leading `/`.
  package let container: String
  /// The container's full id.
  package let id: String
  /// Decky and service according to the container's labels.
  package let decky: String?
  package let service: String?

  /// The record's `origin` and `source` members, encoded once for all lines that have them.
  let member: [UInt8]
  let deckyBytes: [UInt8]?
  let idBytes: [UInt8]

  /// The maximum size of the origin in each record, in bytes.
  package var recordedLength: Int { member.count + (deckyBytes?.count ?? 0) }

  /// Creates an origin; the strings may have any length and content.
  ///
  /// - Parameter source: the path in the container of the file that the lines come from; `nil` for its output.
  package init(
    container: String,
    id: String,
    decky: String? = nil,
    service: String? = nil,
    source: String? = nil
  ) {
    self.container = container
    self.id = id
    self.decky = decky
    self.service = service
    idBytes = Array(id.utf8)
    deckyBytes = decky.map { Array($0.utf8) }
    let members = [
      ("container", container), ("id", String(id.prefix(12))), ("decky", decky), ("service", service),
    ]
    let texts = members.compactMap { name, value in
      value.map { #""\#(name)":""# + JSONText.escaped($0) + "\"" }
    }
    let file = source.map { #","source":""# + JSONText.escaped($0) + "\"" } ?? ""
    member = Array((#","origin":{"# + texts.joined(separator: ",") + "}" + file).utf8)
  }
}
