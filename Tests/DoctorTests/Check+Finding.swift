import Testing

@testable import Doctor

extension Check {
  /// The judgement of made-up values that must say something.
  func finding(_ values: Values) -> Finding {
    guard let finding = judge(values) else {
      Issue.record("\(name) says nothing")
      return .skipped("")
    }
    return finding
  }
}
