import DecoyEvents
import Synchronization

/// A container that belongs to the fleet, as a list or an event describes it.
package struct FleetMember: Sendable, Hashable {
  package let id: String
  package var name: String
  /// The decky and the service that its labels name.
  package let decky: String?
  package let service: String?

  /// The most bytes of a name or label, since each record has them.
  static let longestName = 1024

  /// A name, truncated between characters if it is too long.
  static func bounded(_ name: String) -> String {
    guard name.utf8.count > longestName else { return name }
    var length = 0
    return String(
      name.unicodeScalars.prefix { scalar in
        length += UTF8.width(scalar)
        return length <= longestName
      }
    )
  }

  var origin: RecordOrigin { RecordOrigin(container: name, id: id, decky: decky, service: service) }
}

/// The current names of the fleet's containers by id: a container can be renamed while it is followed.
final class ContainerNames: Sendable {
  private let names = Mutex<[String: String]>([:])

  subscript(id: String) -> String? {
    get { names.withLock { $0[id] } }
    set { names.withLock { $0[id] = newValue } }
  }
}
