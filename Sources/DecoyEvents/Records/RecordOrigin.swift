/// What the container engine says a line came from. The attacker writes lines; he can't write this.
///
/// A class, since every record of a container points at the same one.
public final class RecordOrigin: Sendable {
  /// The container's name, without the leading `/`.
  public let container: String
  /// The container's whole id.
  public let id: String
  /// The decky that the container's labels name.
  public let decky: String?
  /// The service that the container's labels name.
  public let service: String?

  /// The record's `origin` and `source` members, encoded once for all lines that have them.
  let member: [UInt8]
  /// ``decky``'s bytes.
  let deckyBytes: [UInt8]?
  /// ``id``'s bytes.
  let idBytes: [UInt8]

  /// How many bytes the origin takes in each record, at most.
  public var recordedLength: Int { member.count + (deckyBytes?.count ?? 0) }

  /// An origin; the strings may be as long and as strange as they come.
  ///
  /// - Parameter source: the path, in the container, of the file that the lines are from; `nil` for its output.
  public init(
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
