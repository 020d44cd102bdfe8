/// An event as it may come.
package struct SampleEvent: Sendable {
  /// When it was observed; nanoseconds since 1970.
  package var time: Int64
  /// The attacker's address.
  package var attacker: String
  /// The decky.
  package var decky: String
  /// The service.
  package var service: String
  /// The event's type.
  package var type: String
  /// The fields, in their order.
  package var fields: [(name: String, value: String)]
  /// The message.
  package var message: String

  /// An event.
  package init(
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
  package var json: String {
    RecordLine {
      $0.timestamp = SampleText.day(time)
      $0.observed = SampleText.time(time)
      $0.decky = decky
      $0.service = service
      $0.eventType = type
      $0.attacker = attacker
      $0.fields = fields.map { ($0.name, $0.value) }
      $0.message = message
      $0.rawLine = "<134>1 \(SampleText.time(time)) \(decky) \(service) - \(type) [relay@55555 …] \(message)"
      $0.attribution = "field"
      $0.container = "\(decky)-\(service)"
      $0.isCompact = true
    }.json
  }
}
