/// An event as it may come.
public struct SampleEvent: Sendable {
  /// When it was observed; nanoseconds since 1970.
  public var time: Int64
  /// The attacker's address.
  public var attacker: String
  /// The decky.
  public var decky: String
  /// The service.
  public var service: String
  /// The event's type.
  public var type: String
  /// The fields, in their order.
  public var fields: [(name: String, value: String)]
  /// The message.
  public var message: String

  /// An event.
  public init(
    time: Int64,
    attacker: String,
    decky: String,
    service: String,
    type: String,
    fields: [(name: String, value: String)],
    message: String
  ) {
    self.time = time
    self.attacker = attacker
    self.decky = decky
    self.service = service
    self.type = type
    self.fields = fields
    self.message = message
  }

  /// Its record as in a record file, without an LF.
  public var json: String {
    func quoted(_ text: String) -> String { SampleText.quoted(text) }
    let pairs = fields.map { "\(quoted($0.name)):\(quoted($0.value))" }.joined(separator: ",")
    let raw = "<134>1 \(SampleText.time(time)) \(decky) \(service) - \(type) [relay@55555 …] \(message)"
    return """
      {"timestamp":"\(SampleText.day(time))","decky":\(quoted(decky)),"service":\(quoted(service)),\
      "event_type":\(quoted(type)),"attacker_ip":\(quoted(attacker)),"fields":{\(pairs)},\
      "msg":\(quoted(message)),"raw_line":\(quoted(raw)),"attribution":"field",\
      "observed":"\(SampleText.time(time))","origin":{"container":\(quoted("\(decky)-\(service)")),\
      "id":"66f1112243b1","decky":\(quoted(decky)),"service":\(quoted(service))}}
      """
  }
}
