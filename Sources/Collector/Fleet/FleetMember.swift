import DecoyEvents

/// A container that belongs to the fleet, as the engine's list or an event tells of it.
package struct FleetMember: Sendable, Hashable {
  package let id: String
  package var name: String
  /// The decky and the service that its labels name.
  package let decky: String?
  package let service: String?

  /// The most bytes that are kept of a name: labels and names can have any length, and stand in each record.
  static let longestName = 1024

  /// A name's beginning, cut between characters where it is too long.
  static func bounded(_ name: String) -> String {
    guard name.utf8.count > longestName else { return name }
    var end = name.startIndex
    var length = 0
    for index in name.unicodeScalars.indices {
      length += UTF8.width(name.unicodeScalars[index])
      guard length <= longestName else { break }
      end = name.unicodeScalars.index(after: index)
    }
    return String(name[..<end])
  }

  var origin: RecordOrigin {
    RecordOrigin(container: name, id: id, decky: decky, service: service)
  }
}
