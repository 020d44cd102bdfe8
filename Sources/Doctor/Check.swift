/// One check of `decklog doctor`: a probe that looks at the host, and a pure judgement of what it found.
///
/// To add one: a file in `Checks`, and its line in ``DoctorRun/checks(sinks:)``. A sink brings its own with
/// ``DoctorSettings/sinks``.
package protocol Check: Sendable {
  associatedtype Values: Sendable

  /// The stable name in the report, in lower case with hyphens.
  var name: String { get }

  /// Looks at the host without changing anything, until it is cancelled.
  func probe(_ survey: Survey) async throws(Late) -> Values

  /// Judges what the probe found, without I/O; `nil` if it says nothing about this check.
  func judge(_ values: Values) -> Finding?
}

extension Check {
  func run(_ survey: Survey) async -> Finding? {
    do throws(Late) {
      var finding = judge(try await probe(survey))
      finding?.name = name
      return finding
    } catch {
      return .late(name, error.subject)
    }
  }
}

/// A probe took longer than ``TimeLimit/check``.
package struct Late: Error {
  /// What it was looking at, such as a path.
  package let subject: String

  package init(_ subject: String) { self.subject = subject }
}
