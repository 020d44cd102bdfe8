/// The value of an attribute, as the receiver read it.
enum ReceivedValue: Hashable, Decodable {
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([ReceivedValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .int(value)
    } else if let value = try? container.decode(Double.self) {
      self = .double(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else {
      self = .array(try container.decode([ReceivedValue].self))
    }
  }
}
