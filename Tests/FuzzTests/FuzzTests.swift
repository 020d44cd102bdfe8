import Testing
import WaitTestSupport

@testable import Fuzz

/// A short run of what `make fuzz` runs long: nothing that comes from outside may end the program.
@Suite("Made-up input", .timeLimit(.minutes(Patience.minutes(5))))
struct FuzzTests {
  /// How many rounds take about a second.
  private static func rounds(of name: FuzzTargetName) -> Int {
    switch name {
    case .lines, .logs: 150
    case .answers: 40
    case .state, .ledger, .records: 60
    }
  }

  @Test("does not end a reader, and is read as it should be", arguments: FuzzTargetName.allCases)
  func short(name: FuzzTargetName) async throws {
    let rounds = Self.rounds(of: name)
    let counts = try await name.run(seed: 12, rounds: stride(from: 0, to: rounds, by: 1))
    #expect(counts.failures == 0)
    // Where nothing was understood, nothing was tried.
    #expect(counts.inputs >= rounds * name.type.inputsPerRound / 2)
    #expect(counts.records > 0)
  }
}
