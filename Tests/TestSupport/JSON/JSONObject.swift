/// A JSON object whose members have an order, which equality ignores as JSON does.
public struct JSONObject: Sendable {
  /// One member: a name's UTF-8 and its value.
  public typealias Member = (name: [UInt8], value: JSONValue)

  /// The members as they stand in the text; no two have the same name.
  public let members: [Member]

  /// An object; `nil` if two members have the same name.
  public init?(members: [Member]) {
    if members.count <= 16 {
      for index in members.indices.dropLast() {
        for other in (index + 1)..<members.count where members[index].name == members[other].name {
          return nil
        }
      }
    } else if Set(members.lazy.map(\.name)).count < members.count {
      return nil
    }
    self.members = members
  }

  /// The members' names in their order.
  public var names: [String] {
    members.map { String(decoding: $0.name, as: UTF8.self) }
  }

  /// The value of the member with exactly this name.
  public subscript(name: String) -> JSONValue? {
    let count = name.utf8.count
    return members.first { $0.name.count == count && $0.name.elementsEqual(name.utf8) }?.value
  }
}

extension JSONObject: Equatable {
  /// Whether both have the same members, in whatever order.
  public static func == (one: JSONObject, other: JSONObject) -> Bool {
    guard one.members.count == other.members.count else { return false }
    let values = Dictionary(uniqueKeysWithValues: other.members.map { ($0.name, $0.value) })
    return one.members.allSatisfy { values[$0.name] == $0.value }
  }
}

extension JSONObject: CustomStringConvertible {
  /// The object as JSON, for a failure's message.
  public var description: String {
    let texts = members.map { "\(JSONValue.string($0.name)): \($0.value)" }
    return "{\(texts.joined(separator: ", "))}"
  }
}
