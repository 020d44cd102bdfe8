import Basics
import Files
import RecordTestSupport
import Synchronization
import TestSupport

@testable import RotatedFiles

/// A file in a directory that someone else controls, its writer, and a reader that takes only the clock's word for time.
struct ForeignFile: ~Copyable {
  /// A clock that only the test moves on.
  final class Clock: Sendable {
    let offset = Mutex<Int64>(0)
    func now() -> Int64 { WallClock.now + offset.withLock { $0 } }
    func advance(seconds: Int64) { offset.withLock { $0 += seconds * 1_000_000_000 } }
  }

  let scratch: ScratchDirectory
  let directory: any FileDirectory
  let clock = Clock()
  let grace: Int64
  var options: RotatedFileOptions
  /// Writes the file.
  var file: RotatingFile
  var reader: RotatedFileReader
  var lines: [String] = []
  var losses: [RotatedFileLoss] = []
  /// How many lines were cut.
  var cut = 0
  /// The bytes of the largest batch.
  var largestBatch = 0
  /// The place that was saved last.
  var saved: RotatedFilePosition

  init(
    from start: RotatedFileStart = .beginning,
    maximumLine: Int = 1 << 20,
    grace: Int64 = 0,
    pause: Int64 = 0,
    place: String? = nil,
    directory make: (String) throws -> any FileDirectory = { try ForeignDirectory($0) }
  ) throws {
    let scratch = try ScratchDirectory(in: place)
    let directory = try make(scratch.path)
    self.scratch = scratch
    self.directory = directory
    self.grace = grace
    options = .foreign(maximumLine: maximumLine)
    options.pause = pause
    file = RotatingFile(scratch.file("cowrie.json"))
    reader = RotatedFileReader(
      "cowrie.json",
      in: directory,
      from: start,
      options: options,
      grace: grace,
      now: clock.now
    )
    saved = reader.position
  }

  func path(_ suffix: String) -> String { file.path + suffix }

  /// Takes up to `most` events.
  mutating func poll(most: Int = .max, upTo limit: Int = .max) {
    var count = 0
    while count < most, let event = reader.next(upTo: limit) {
      count += 1
      switch event {
      case .lines(let batch):
        batch.forEach { lines.append(String(decoding: $0, as: UTF8.self)) }
        cut += batch.cut.count
        largestBatch = max(largestBatch, batch.bytes.count)
        saved = batch.position
      case .lost(let loss):
        losses.append(loss)
        saved = reader.position
      }
    }
  }

  /// Ends, and begins where it was, as the state has kept the place.
  mutating func restart() {
    guard let position = RotatedFilePosition(bytes: saved.bytes) else {
      preconditionFailure("a position is coded and decoded")
    }
    reader = RotatedFileReader(
      "cowrie.json",
      in: directory,
      from: .position(position),
      options: options,
      grace: grace,
      now: clock.now
    )
  }
}
