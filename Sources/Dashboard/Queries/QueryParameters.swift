internal import Basics

/// The parameters of a query string, each of bounded length and at most once.
struct QueryParameters: Sendable, Hashable {
  /// The longest query string, in bytes.
  static let maximumLength = 2_048

  private let values: [String: String]

  /// Reads a query string.
  ///
  /// - Parameters:
  ///   - query: the part after the `?`, as browsers encode it: UTF-8 in percent escapes, `+` for a blank.
  ///   - known: the allowed names.
  init(_ query: String?, known: [String]) throws(QueryFault) {
    var values: [String: String] = [:]
    guard (query ?? "").utf8.count <= Self.maximumLength else {
      throw QueryFault(message: "the query has at most \(Self.maximumLength) bytes")
    }
    for pair in (query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(parts[0]), known.contains(name) else {
        throw QueryFault(message: "the parameters are \(known.joined(separator: ", "))")
      }
      guard values[name] == nil else { throw QueryFault(message: "\(name) may be given only once") }
      guard parts.count == 2, let value = Self.decode(parts[1]), !value.isEmpty else {
        throw QueryFault(message: "\(name) needs a value, as UTF-8 in percent escapes")
      }
      values[name] = value
    }
    self.values = values
  }

  /// Text of at most `limit` bytes; `nil` if there is none.
  func text(_ name: String, atMost limit: Int) throws(QueryFault) -> String? {
    guard let value = values[name] else { return nil }
    guard value.utf8.count <= limit else { throw QueryFault(message: "\(name) has at most \(limit) bytes") }
    return value
  }

  /// A number; `preset` if there is none.
  func number(_ name: String, in range: ClosedRange<Int>, preset: Int) throws(QueryFault) -> Int {
    guard let value = values[name] else { return preset }
    guard value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(value),
      range.contains(number)
    else { throw QueryFault(message: "\(name) is a number from \(range.lowerBound) to \(range.upperBound)") }
    return number
  }

  /// The time range; by default a day.
  func range() throws(QueryFault) -> TimeRange {
    guard let value = values["range"] else { return .day }
    guard let range = TimeRange(rawValue: value) else {
      let all = TimeRange.allCases.map(\.rawValue).joined(separator: ", ")
      throw QueryFault(message: "range is one of \(all)")
    }
    return range
  }

  /// Decodes escapes; `nil` if one is malformed or the result is not UTF-8.
  private static func decode(_ text: Substring) -> String? {
    PercentEncoding.decode(
      String(decoding: text.utf8.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }, as: UTF8.self)
    )
  }
}
