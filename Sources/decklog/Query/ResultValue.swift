import Basics
import Records

/// A value of an answer.
enum ResultValue: Sendable, Hashable {
  /// Text; `nil` where there is none.
  case text(String?)
  case number(Int)
  case time(RecordTime)
  case list([String])

  /// As a person reads it.
  var readable: String {
    switch self {
    case .text(let text): text ?? "–"
    case .number(let number): "\(number)"
    case .time(let time): String(time.rfc3339Seconds.dropLast()).replacing("T", with: " ")
    case .list(let names): names.joined(separator: " ")
    }
  }

  /// As a spreadsheet reads it.
  var plain: String {
    switch self {
    case .text(let text): text ?? ""
    case .time(let time): time.rfc3339Seconds
    case .number, .list: readable
    }
  }

  /// As JSON, the member of an object.
  func put(_ name: String, into json: inout JSONWriter) {
    switch self {
    case .text(let text): json.put(name, text)
    case .number(let number): json.field(name, number)
    case .time(let time): json.put(name, time.rfc3339Seconds)
    case .list(let names): json.put(name, names)
    }
  }
}
