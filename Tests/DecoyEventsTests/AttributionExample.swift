import Testing
import TestSupport

@testable import DecoyEvents

/// What follows a header, and the attribution it must give.
struct AttributionExample: Sendable, CustomTestStringConvertible {
  let rest: String
  let address: String
  let attribution: String
  let isAmbiguous: Bool

  /// - Parameters:
  ///   - rest: structured data and message.
  ///   - address: the attacker's, or `Unknown`.
  ///   - attribution: how it was found.
  ///   - isAmbiguous: whether the record must be flagged so.
  init(_ rest: String, _ address: String, _ attribution: String, isAmbiguous: Bool = false) {
    self.rest = rest
    self.address = address
    self.attribution = attribution
    self.isAmbiguous = isAmbiguous
  }

  var testDescription: String { rest.debugDescription }

  /// A message that gives no address.
  static func none(_ message: String) -> AttributionExample {
    AttributionExample("- \(message)", "Unknown", "none")
  }

  /// A message that could mean more than one address, and so gives none.
  static func undecided(_ message: String) -> AttributionExample {
    AttributionExample("- \(message)", "Unknown", "none", isAmbiguous: true)
  }

  /// A message whose `key=value` pair gives an address.
  static func pair(_ message: String, _ address: String, isAmbiguous: Bool = false) -> AttributionExample {
    AttributionExample("- \(message)", address, "message", isAmbiguous: isAmbiguous)
  }

  /// A message whose prose gives an address.
  static func prose(_ message: String, _ address: String, isAmbiguous: Bool = false) -> AttributionExample {
    AttributionExample("- \(message)", address, "prose", isAmbiguous: isAmbiguous)
  }

  /// Compares with the record; `header` is what stands before the rest.
  func check(header: String = "<1>1 t h a p m ") throws {
    let record = try Record.object(of: header + rest)
    #expect(record["attacker_ip"]?.text == address)
    #expect(record["attribution"]?.text == attribution)
    #expect((record["flags"]?.elements ?? []).contains("ambiguous_attribution") == isAmbiguous)
  }
}
