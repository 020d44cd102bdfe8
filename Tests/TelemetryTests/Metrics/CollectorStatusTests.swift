import Basics
import Testing

@testable import StatusMetrics

@Suite("What a collector says of itself")
struct CollectorStatusTests {
  private static func status(_ change: (inout CollectorStatus) -> Void) -> CollectorStatus {
    var status = CollectorStatus.sample()
    change(&status)
    return status
  }

  @Test(
    arguments: [
      (status { _ in }, nil),
      (status { $0.filesFault = "disk full" }, "files can't be written: disk full"),
      (status { $0.isFleetListed = false }, "the engine has not listed its containers yet"),
      (status { $0.state = .starting }, "starting"),
      (status { $0.state = .stopping }, "stopping"),
      // An engine that is away for a while is no reason to be taken out of service.
      (status { $0.groups = [MetricGroup("engine", [.flag("reachable", false, "Reachable.")])] }, nil),
    ] as [(CollectorStatus, String?)]
  )
  func `It is ready where files can be written and the fleet is known`(
    status: CollectorStatus,
    reason: String?
  ) {
    #expect(status.unreadiness == reason)
  }

  @Test func `The reason is one line, and bounded`() throws {
    let status = Self.status { $0.filesFault = "a\nb\u{1B}" + String(repeating: "x", count: 10_000) }
    let reason = try #require(status.unreadiness)
    #expect(!reason.contains("\n") && !reason.contains("\u{1B}"))
    #expect(reason.utf8.count < 400)
  }

  @Test func `Counts are added by their names, whatever their order`() {
    var counts = CollectorStatus.Counts([("records", 2), ("lines", 3)])
    #expect(counts["lines"] == 3)
    #expect(counts["records"] == 2)
    #expect(counts["nonsense"] == 0)
    counts += CollectorStatus.Counts([("lines", 4), ("gaps", 1)])
    #expect(counts.metrics.map(\.name) == ["records", "lines", "gaps"])
    #expect(counts.metrics.map(\.count) == [2, 7, 1])
  }

  @Test(arguments: [255, 256, 257])
  func `A text is cut at its limit, and never within a character`(length: Int) {
    let text = String(repeating: "x", count: length)
    #expect(PrintableText.bounded(text) == (length <= 256 ? text : String(repeating: "x", count: 256) + "…"))
    let wide = String(repeating: "é", count: length)
    #expect(PrintableText.bounded(wide) == String(repeating: "é", count: 128) + "…")
  }

  @Test func `A process has a processor, memory and files`() throws {
    let reading = ProcessReading.now()
    let resident = try #require(reading.residentBytes)
    let open = try #require(reading.openDescriptors)
    #expect(try #require(reading.cpuSeconds) > 0)
    #expect(resident > 1 << 20)
    #expect(try #require(reading.virtualBytes) >= resident)
    #expect(open >= 3)
    #expect(try #require(reading.maxDescriptors) >= open)
  }

  @Test(
    arguments: ["decklog", "a b", ") R 1 2 3", "((", "))", ""]
  )
  func `A program's own name can't bend what is read of it`(name: String) throws {
    let numbers = (4...52).map(String.init).joined(separator: " ")
    let fields = try #require(ProcessReading.fields("17 (\(name)) S \(numbers)"))
    #expect(fields == (14, 15, 23, 24))
  }

  @Test(
    arguments: ["", "17", "17 (x)", "17 (x) S 1 2 3", "17 (x) S a b"]
  )
  func `A line that is none gives nothing`(line: String) {
    #expect(ProcessReading.fields(line) == nil)
  }
}
