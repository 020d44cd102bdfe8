import Foundation
import Testing
import TestSupport

@testable import Evidence

/// The work ends at each of its places, once and once more in its own recovery, and others do something to the files
/// before it is taken up again.
struct CrashTests {
  /// What others do while nobody collects.
  enum Meanwhile: String, CaseIterable, Sendable {
    case nothing, foreignLine, foreignSameLine, rename, renameTwice, delete, copytruncate,
      copytruncateRegrown, gzip
  }

  static let kills: [FailpointPlan.Kill] =
    [.prepared, .delivered, .committed, .synchronized, .checkpointWritten, .checkpointed].map {
      .init(point: $0)
    }
    + EvidenceTarget.allCases.flatMap { target in
      [Failpoint.begun, .written, .done].map { FailpointPlan.Kill(point: $0, target: target) }
        + [1, 4096, 4097, -1].map { FailpointPlan.Kill(point: .cut, target: target, length: $0) }
    }

  /// Every place with everything that others do; in a short round every place with a third of it, and all of it with a
  /// third of the places.
  static let crashes: [(FailpointPlan.Kill, Meanwhile)] = kills.enumerated().flatMap { place, kill in
    Meanwhile.allCases.enumerated()
      .filter { LongTests.areWanted || ($0.offset + place) % 3 == 0 }
      .map { (kill, $0.element) }
  }

  @Test(arguments: crashes)
  func `Each line is there once, whatever was done and wherever it ended`(
    _ kill: FailpointPlan.Kill,
    _ meanwhile: Meanwhile
  ) throws {
    try CrashScene(meanwhile).play(kill, again: nil)
  }

  @Test(
    arguments: kills,
    [Failpoint.recovered, .prepared, .begun, .written, .done, .delivered, .committed]
  )
  func `Each line is there once when recovery ends early too`(_ kill: FailpointPlan.Kill, _ again: Failpoint)
    throws
  {
    let meanwhiles = [Meanwhile.nothing, .foreignLine, .rename, .copytruncate]
    let number = (Self.kills.firstIndex(of: kill) ?? 0) + (Failpoint.allCases.firstIndex(of: again) ?? 0)
    for meanwhile in LongTests.areWanted ? meanwhiles : [meanwhiles[number % meanwhiles.count]] {
      try CrashScene(meanwhile).play(kill, again: .init(point: again))
    }
  }

  @Test(arguments: [1, 100, -1])
  func `Each line is there once when the end of a half line is cut again`(length: Int) throws {
    for target in [EvidenceTarget.log, .records] {
      for meanwhile in Meanwhile.allCases {
        try CrashScene(meanwhile).play(
          .init(point: .cut, target: target, length: 4097),
          again: .init(point: .cut, target: target, length: length)
        )
      }
    }
  }
}

extension FailpointPlan.Kill: CustomTestStringConvertible {
  var testDescription: String {
    "\(point) \(target.map { "\($0)" } ?? "") \(length.map { "\($0)" } ?? "")"
  }
}
