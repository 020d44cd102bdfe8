import RecordTestSupport
import Testing
import TestSupport

/// Whatever happens to the file, each line comes once and in its order.
struct RecordFileScheduleTests {
  @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7].map { $0 * 100 })
  func `Each line comes once through random rotations and restarts`(seed: Int) throws {
    for seed in seed..<seed + LongTests.count(short: 5, whole: 12) { try run(seed: UInt64(seed)) }
  }

  private func run(seed: UInt64) throws {
    let directory = try ScratchDirectory()
    var random = SplitMix64(seed: seed)
    var file = RotatingFile(directory.file("decoy.json"))
    var harness = ReaderHarness(file.path)
    let isDated = random.isOneIn(3)
    var date = 20_261_001
    var written: [String] = []
    var steps: [String] = []

    func line() -> String {
      let length = random.isOneIn(50) ? random.below(100_000) : random.below(40)
      return "{\"n\":\(written.count),\"x\":\"\(String(repeating: "x", count: length))\"}"
    }
    func append(_ count: Int) {
      for _ in 0..<count {
        written.append(line())
        file.append(written[written.count - 1] + "\n")
      }
    }
    func copyName() -> String {
      date += 1
      guard !isDated else { return "-\(date - 1)" }
      file.shift()
      return ".1"
    }
    for _ in 0..<60 {
      let step = random.below(12)
      steps.append(
        "\(step)[\(written.count) \(harness.lines.count) \(harness.losses.count)]\(isDated ? "d" : "")"
      )
      if step >= 4, step <= 8 { RotatingFile.awaitTick() }
      switch step {
      case 0, 1, 2: append(random.below(20))
      case 3:
        // A line that is written in two goes.
        let text = line() + "\n"
        written.append(String(text.dropLast()))
        file.append(String(text.prefix(text.count / 2)))
        if random.isOneIn(2) { harness.poll() }
        file.append(String(text.dropFirst(text.count / 2)))
      case 4:
        if isDated { file.rename(date: date) } else { file.rename() }
        date += 1
        // Late ones still come into the old file.
        if random.isOneIn(2) { append(random.below(4)) }
        if random.isOneIn(4) { harness.poll() } else { file.reopen() }
      case 5:
        guard file.isThere else { continue }
        let name = copyName()
        file.copy(to: name)
        if random.isOneIn(2) { harness.poll(most: random.below(3)) }
        file.truncate()
      case 6:
        guard file.isThere else { continue }
        file.reopen()
        let name = copyName()
        file.copy(to: name)
        // What comes after the copy and before the truncation is written again, as the collector does.
        let first = written.count
        append(random.below(6))
        if random.isOneIn(2) { harness.poll() }
        file.truncate()
        if random.isOneIn(2) { harness.poll() }
        for line in written[first...] { file.append(line + "\n") }
      case 7:
        // Only what was read may go.
        harness.poll()
        file.delete()
        if random.isOneIn(2) { append(random.below(3)) }
        harness.poll()
        file.reopen()
        append(1)
        harness.poll()
      case 8:
        // Nobody compresses what is still written to.
        file.reopen()
        let name =
          isDated ? "-\(20_261_001 + random.below(max(1, date - 20_261_001)))" : ".\(1 + random.below(4))"
        if !RotatingFile.read(file.path + name).isEmpty {
          file.compress(name)
          if random.isOneIn(2) { harness.poll(most: 2) }
          file.remove(name)
        }
      case 9: harness.restart()
      default: harness.poll(most: 1 + random.below(4))
      }
    }
    file.reopen()
    append(1)
    harness.poll()
    let isSame = harness.lines == written && harness.losses.isEmpty
    #expect(isSame, "seed \(seed): \(steps.joined(separator: "; "))")
  }
}
