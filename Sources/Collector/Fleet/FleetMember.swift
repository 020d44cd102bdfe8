import DecoyEvents
import Synchronization

/// A container that belongs to the fleet, as a list or an event describes it.
package struct FleetMember: Sendable, Hashable {
  package let id: String
  package var name: String
  /// The decky and the service that its labels name.
  package let decky: String?
  package let service: String?
  /// The image as the engine names it.
  package let image: String
  /// Its labels that begin with `decklog.`, and those that selectors ask for.
  package let labels: [String: String]
  /// The first rule that makes it a member.
  package let rule: FleetRule

  package init(
    id: String,
    name: String,
    decky: String? = nil,
    service: String? = nil,
    image: String = "",
    labels: [String: String] = [:],
    rule: FleetRule
  ) {
    self.id = id
    self.name = name
    self.decky = decky
    self.service = service
    self.image = image
    self.labels = labels
    self.rule = rule
  }

  /// The longest value of a label in ``labels`` that is used, in bytes.
  package static let longestLabel = 64 << 10

  /// The most bytes of a name or label, since each record has them.
  static let longestName = 1024

  /// A text, truncated between characters if it is too long.
  static func bounded(_ text: String, to limit: Int = longestName) -> String {
    guard text.utf8.count > limit else { return text }
    var length = 0
    return String(
      text.unicodeScalars.prefix { scalar in
        length += UTF8.width(scalar)
        return length <= limit
      }
    )
  }

  /// The origin of lines.
  ///
  /// - Parameter file: the path in the container of the file that they come from; `nil` for its output.
  func origin(of file: String? = nil) -> RecordOrigin {
    RecordOrigin(container: name, id: id, decky: decky, service: service, source: file)
  }
}

/// The current names of the fleet's containers by id: a container can be renamed while it is followed.
final class ContainerNames: Sendable {
  private let names = Mutex<[String: String]>([:])

  subscript(id: String) -> String? {
    get { names.withLock { $0[id] } }
    set { names.withLock { $0[id] = newValue } }
  }
}
