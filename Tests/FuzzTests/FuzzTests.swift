import Testing
import TestSupport

@testable import Fuzz

/// A short run of `make fuzz`: no input may end the program.
@Suite("Generated input", .timeLimit(.minutes(Patience.minutes(5))))
struct FuzzTests {
  /// The number of rounds in about a second.
  private static func rounds(of name: FuzzTargetName) -> Int {
    switch name {
    case .lines, .logs: 150
    case .answers, .formats: 40
    case .state, .ledger, .records: 60
    }
  }

  @Test(arguments: FuzzTargetName.allCases)
  func `Crashes no reader, and is read correctly`(name: FuzzTargetName) async throws {
    let rounds = Self.rounds(of: name)
    let counts = try await name.run(seed: 12, rounds: stride(from: 0, to: rounds, by: 1))
    #expect(counts.failures == 0)
    // If nothing was understood, nothing was tested.
    #expect(counts.inputs >= rounds * name.type.inputsPerRound / 2)
    #expect(counts.records > 0)
  }
}
