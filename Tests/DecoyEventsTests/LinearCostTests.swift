import Glibc
import Testing
import TestSupport

@testable import DecoyEvents

@Suite("Linear cost")
struct LinearCostTests {
  private static let short = 64 << 10
  private static let long = 1 << 20
  /// How much dearer than a benign line a hostile one may be. Without optimisation some steps are a hundred times
  /// as dear as others; a cost in line with the square of 64 KiB would be thousands of times the benign one.
  private static let dearest = 200.0
  /// How much dearer a byte of a line sixteen times as long may be.
  private static let growth = 8.0

  private static let benign = (0..<3).map { _ in nanosecondsPerByte(of: .benign, size: short) }.min() ?? 0

  @Test(arguments: HostileShape.all)
  func `The cost of a hostile line is proportional to its length`(shape: HostileShape) {
    var best = (short: Double.infinity, long: Double.infinity)
    // Something else on the machine may make one measurement dearer, and never all.
    for _ in 0..<4 {
      best.short = min(best.short, Self.nanosecondsPerByte(of: shape, size: Self.short))
      best.long = min(best.long, Self.nanosecondsPerByte(of: shape, size: Self.long))
      if max(best.short, best.long) < Self.dearest * Self.benign, best.long < Self.growth * best.short {
        return
      }
    }
    Issue.record("benign \(Self.benign) ns a byte, short \(best.short), long \(best.long)")
  }

  @Test func `A line of 100,000 parameters is read and written`() throws {
    let parameters = (0..<100_000).map { "p\($0)=\"\"" }.joined(separator: " ")
    let record = try Record.object(of: "<1>1 t h a p m [relay@55555 \(parameters)] x")
    let names = try #require(record["fields"]?.object).names
    // The first are kept: `"p0": "", ` and so on, up to 65,535 bytes.
    #expect(names.count < 100_000)
    #expect(names.elementsEqual(names.indices.map { "p\($0)" }))
    #expect(names.map { $0.utf8.count + 8 }.reduce(0, +) > 65_535 - 16)
    #expect(record["flags"] == .array(["truncated"]))
    #expect(record["msg"] == "x")
  }

  /// What reading and writing a line costs the processor.
  private static func nanosecondsPerByte(of shape: HostileShape, size: Int) -> Double {
    let line = shape.line(size)
    var assembler = LineAssembler(maximumLength: 2 << 20)
    var writer = RecordWriter()
    var output: [UInt8] = []
    let start = processorTime()
    line.withUnsafeBytes { bytes in
      assembler.append(bytes) { _ in }
      assembler.finish { _ = writer.append($0, to: &output) }
    }
    return (processorTime() - start) / Double(line.count)
  }

  /// The time that this thread had, so that tests beside this one don't count.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}
