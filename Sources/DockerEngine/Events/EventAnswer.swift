import Basics

/// The JSON of one event, from old engines and new ones.
///
/// Until API 1.21 there were only `status`, `id`, `from` and `time`; since 1.52 there are only `Type`, `Action`,
/// `Actor`, `time` and `timeNano`; in between there are both.
struct EventAnswer: Decodable {
  struct Actor: Decodable {
    var ID: String?
    var Attributes: LooseStrings?
  }

  var `Type`: String?
  var Action: String?
  var status: String?
  var id: String?
  var from: String?
  var Actor: Actor?
  var time: Int64?
  var timeNano: Int64?

  /// Whether it is about a container. The request asks for nothing else, but some engines ignore that.
  var isAboutContainer: Bool { self.Type == nil || self.Type == "container" }

  /// The event; `nil` without an action or an id.
  var event: EngineEvent? {
    guard let action = self.Action ?? self.status, !action.isEmpty, let id = self.Actor?.ID ?? self.id,
      !id.isEmpty
    else { return nil }
    var attributes = self.Actor?.Attributes?.strings ?? [:]
    if let image = self.from, attributes["image"] == nil { attributes["image"] = image }
    return EngineEvent(action: action, containerID: id, attributes: attributes, time: self.timestamp)
  }

  /// When it happened.
  var timestamp: EngineTimestamp {
    if let nanoseconds = self.timeNano, nanoseconds != 0 { return EngineTimestamp(nanoseconds: nanoseconds) }
    let (nanoseconds, overflow) = (self.time ?? 0).multipliedReportingOverflow(by: EngineTimestamp.second)
    return EngineTimestamp(nanoseconds: overflow ? 0 : nanoseconds)
  }
}

/// An object whose members that aren't strings are left out.
struct LooseStrings: Decodable {
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }
  }

  var strings: [String: String] = [:]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for key in container.allKeys {
      self.strings[key.stringValue] = try? container.decode(String.self, forKey: key)
    }
  }
}
