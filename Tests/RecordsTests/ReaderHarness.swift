import Basics
import Foundation
import RecordTestSupport
import Synchronization

@testable import RotatedFiles

/// A reader whose clock stands still unless the test lets it go on, and what it has delivered.
struct ReaderHarness: ~Copyable {
  /// A clock that only the test moves.
  final class Clock: Sendable {
    let offset = Mutex<Int64>(0)
    func now() -> Int64 { WallClock.now + offset.withLock { $0 } }
    func advance(seconds: Int64) { offset.withLock { $0 += seconds * 1_000_000_000 } }
  }

  let path: String
  let clock = Clock()
  let grace: Int64
  var reader: RotatedFileReader
  var lines: [String] = []
  var losses: [RotatedFileLoss] = []
  var tooLong = 0
  var repeated = 0
  /// The place that was saved last.
  var saved: RotatedFilePosition

  init(_ path: String, from start: RotatedFileStart = .beginning, grace: Int64 = 0) {
    self.path = path
    self.grace = grace
    reader = RotatedFileReader(path, from: start, grace: grace, now: clock.now)
    saved = reader.position
  }

  /// Takes up to `most` events.
  mutating func poll(most: Int = .max) {
    var count = 0
    while count < most, let event = reader.next() {
      count += 1
      switch event {
      case .lines(let batch):
        batch.forEach { lines.append(String(decoding: $0, as: UTF8.self)) }
        tooLong += batch.tooLong
        repeated += batch.repeated
        saved = batch.position
      case .lost(let loss): losses.append(loss)
      }
    }
  }

  /// Ends, and begins again where it was, as a store has kept the place.
  ///
  /// - Parameter recalls: whether what was delivered is still there.
  mutating func restart(recalls: Bool = true) {
    guard let kept = try? JSONEncoder().encode(saved),
      var position = try? JSONDecoder().decode(RotatedFilePosition.self, from: kept)
    else { preconditionFailure("a place is coded and decoded") }
    if recalls {
      position.recall { take in
        for line in lines.reversed() where !Array(line.utf8).withUnsafeBytes(take) { break }
      }
    }
    reader = RotatedFileReader(path, from: .position(position), grace: grace, now: clock.now)
  }
}
