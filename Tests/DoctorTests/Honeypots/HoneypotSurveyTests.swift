import Collector
import DockerEngine
import EngineTestSupport
import Evidence
import Testing
import TestSupport

@testable import Doctor

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct HoneypotSurveyTests {
  private static let id = String(repeating: "a", count: 64)

  /// A frame of a log stream, with a stamp.
  private static func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
    let payload = Array("2026-11-30T10:00:00.000000000Z \(text)".utf8)
    let length = withUnsafeBytes(of: UInt32(payload.count).bigEndian) { Array($0) }
    return [stream, 0, 0, 0] + length + payload
  }

  private static func answer(_ path: String, logs: [[UInt8]]) -> FakeEngine.Answer {
    switch path {
    case "/containers/json?all=1":
      let labels = #"{"decnet.fleet.service":"true"}"#
      return FakeEngine.Answer(
        FakeEngine.response(#"[{"Id":"\#(id)","Names":["/pot"],"Labels":\#(labels),"State":"running"}]"#)
      )
    case "/containers/\(id)/json":
      let networks =
        #"{"a":{"Gateway":"172.17.0.1","IPv6Gateway":""},"b":{"Gateway":"172.17.0.1","IPv6Gateway":"fd00::1"},"c":null}"#
      return FakeEngine.Answer(
        FakeEngine.response(#"{"Id":"\#(id)","Name":"/pot","NetworkSettings":{"Networks":\#(networks)}}"#)
      )
    case "/containers/\(id)/logs?stdout=1&stderr=1&timestamps=1&follow=0&tail=200":
      return FakeEngine.Answer(FakeEngine.chunked(logs, ends: true))
    default: return FakeEngine.Answer(FakeEngine.response(status: "404 Not Found", "{}"))
    }
  }

  private static func survey(
    logs: [[UInt8]],
    counts: [String: OutputCounts] = [:]
  ) async throws -> HoneypotSurvey {
    try await FakeEngine.run({ answer($0, logs: logs) }) { engine in
      let settings = CollectorSettings(
        logFile: "/none/a.log",
        recordFile: "/none/a.json",
        endpoint: engine.endpoint,
        stateFile: "/none/state.json"
      )
      return await TimeLimit.$check.withValue(Patience.limit(.seconds(60))) {
        await HoneypotSurvey.run(settings, await FleetSurvey.run(settings), counts: counts)
      }
    }
  }

  @Test func `The last output, counts and gateways of each container are known`() async throws {
    let counts = OutputCounts(lines: 5, notEvents: 5)
    let survey = try await Self.survey(
      logs: [Self.frame(1, "one\n") + Self.frame(2, "two\n"), Self.frame(1, "three\n")],
      counts: [OutputCounts.key(Self.id): counts, "b": OutputCounts(lines: 1, notEvents: 1)]
    )
    #expect(survey.isLocal)
    #expect(survey.containers.count == 1)
    let container = survey.containers.first
    #expect(container?.name == "pot")
    #expect(
      container?.output == OutputSample(stdout: Array("one\nthree\n".utf8), stderr: Array("two\n".utf8))
    )
    #expect(container?.counts == counts)
    #expect(container?.details.gateways == ["172.17.0.1", "fd00::1"])
  }

  @Test func `No more of an output is kept than the limit`() async throws {
    let line = Self.frame(1, String(repeating: "x", count: 16_384))
    let survey = try await Self.survey(logs: Array(repeating: line, count: 30))
    #expect(survey.containers.first?.output?.stdout.count == OutputSample.longest)
  }

  @Test func `A log that is no log leaves the output unknown`() async throws {
    let survey = try await Self.survey(logs: [[9, 9, 9, 9, 0, 0, 0, 1, 9]])
    #expect(survey.containers.count == 1)
    #expect(survey.containers.first?.output == nil)
  }

  @Test func `Counts come from the status, or else from the ledger`() throws {
    let folder = try ScratchDirectory()
    func entry(_ id: String, _ lines: Int) -> String {
      #"{"containers":{"\#(id)":{"name":"n","counts":{"lines":\#(lines),"not_events":1}}}}"#
    }
    let b = String(repeating: "b", count: 64)
    let ledger = try folder.write(
      [entry(Self.id, 1), entry(b, 7), "damaged", entry(Self.id, 3), "{}"].joined(separator: "\n") + "\n",
      to: "ledger"
    )
    let (a, other) = (OutputCounts.key(Self.id), OutputCounts.key(b))
    let read = OutputCounts.read(nil, ledger: ledger)
    #expect(read == [a: OutputCounts(lines: 3, notEvents: 1), other: OutputCounts(lines: 7, notEvents: 1)])
    var answer = CollectorAnswer(version: "1", state: "collecting", ready: true)
    #expect(OutputCounts.read(answer, ledger: ledger) == read)
    answer.containers = [
      .init(id: a, counts: ["lines": 9, "not_events": 9]), .init(id: other, counts: ["lines": 9]),
    ]
    #expect(OutputCounts.read(answer, ledger: ledger) == [a: OutputCounts(lines: 9, notEvents: 9)])
    #expect(OutputCounts.read(nil, ledger: folder.file("none")).isEmpty)
  }

  @Test(arguments: [(1, 1, true), (0, 0, false), (5, 4, false)])
  func `A container has no event if all its lines are none`(lines: Int, notEvents: Int, hasNone: Bool) {
    #expect(OutputCounts(lines: lines, notEvents: notEvents).hasNoEvent == hasNone)
  }
}
