import Foundation
import Testing
import TestSupport

@testable import StatusMetrics

@Suite("The status page")
struct StatusPageTests {
  private static func object(_ status: CollectorStatus) throws -> [String: Any] {
    let bytes = try StatusPage(status).json()
    return try FoundationJSON.object(bytes)
  }

  /// The whole page, so that a key that is renamed or lost shows.
  @Test func `The page is as it is documented`() throws {
    var status = CollectorStatus.sample()
    status.counts = CollectorStatus.Counts([("lines", 9), ("records", 4)])
    let text = String(decoding: try StatusPage(status).json(), as: UTF8.self)
    let expected =
      #"{"bus":{"connected":true,"published":31,"sessions":{"dropped":62}},"channel":{"limit":8388608,"used":4096},"#
      + #""commits":{"count":12,"seconds":0.75},"containers":[{"counts":{"lines":7,"records":7},"id":"66f1112243b1","#
      + #""lag_bytes":512,"last_line":"2026-11-18T11:08:19.125Z","name":"omega-ssh","running":true,"source":"files"}],"#
      + #""counts":{"lines":9,"records":4},"engine":{"outages":3,"reachable":true},"#
      + #""files":{"fault":null,"writable":true},"fleet_listed":true,"flood_keys_evicted":21,"#
      + #""gaps":{"engine_restarted":51,"rotated_away":60},"last_commit":"2026-11-18T11:08:20.250Z","#
      + #""ledger":{"entries":17},"not_written":23,"others":null,"#
      + #""process":{"cpu_seconds":1.5,"max_fds":1024,"open_fds":20,"resident_bytes":41943040,"#
      + #""virtual_bytes":419430400},"ready":true,"reason":null,"ring":{"limit":33554432,"used":65536},"#
      + #""start_time":"2026-11-18T11:06:40.500Z","state":"collecting","store":{"lag_bytes":52,"writable":false},"#
      + #""synchronizations":{"count":5,"seconds":0.125},"tracing":{"dropped":42,"exported":41,"failed":43},"#
      + #""version":"0.1.0"}"# + "\n"
    #expect(text == expected)
  }

  @Test func `What is not known is null, and never missing`() throws {
    var status = CollectorStatus(version: "1", startTime: 0)
    status.groups = [.top, .lastCommit(nil)]
    status.groups += CollectorStatus.sample().groups.filter { !$0.name.isEmpty }.map {
      MetricGroup($0.name, nil)
    }
    let page = try Self.object(status)
    let full = try Self.object(.sample())
    #expect(Set(page.keys) == Set(full.keys))
    for key in ["bus", "tracing", "store", "others", "last_commit"] { #expect(page[key] is NSNull) }
    #expect(page["ready"] as? Bool == false)
  }

  @Test(arguments: [0, 1, 300])
  func `Containers beyond the limit are summed`(beyond: Int) throws {
    let count = ContainerRows.limit + beyond
    let page = try Self.object(
      .sample(containers: (0..<count).map { .sample("c", id: "\(100_000 + $0)", lines: 2) })
    )
    #expect((page["containers"] as? [Any])?.count == ContainerRows.limit)
    let others = page["others"] as? [String: Any]
    #expect(others?["containers"] as? Int == (beyond > 0 ? beyond : nil))
    #expect((others?["counts"] as? [String: Int])?["lines"] == (beyond > 0 ? 2 * beyond : nil))
  }

  @Test(
    arguments: MetricsPageTests.hostileNames
  )
  func `The page stays bounded and one line, whatever the names are`(name: String) throws {
    var status = CollectorStatus.sample(containers: [.sample(name, id: name)])
    status.filesFault = name
    status.version = name
    status.gapCauses = [name: 1]
    let bytes = try StatusPage(status).json()
    #expect(bytes.count < 8_192)
    #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 1)
    #expect(!bytes.contains { $0 < 0x20 && $0 != UInt8(ascii: "\n") })
    _ = try Self.object(status)
  }

  @Test(
    arguments: [
      (.nan, "1970-01-01T00:00:00.000Z"), (-.infinity, "1970-01-01T00:00:00.000Z"),
      (-1, "1970-01-01T00:00:00.000Z"),
      (1e300, "9999-12-31T23:59:59.000Z"), (1.25, "1970-01-01T00:00:01.250Z"),
    ] as [(Double, String)]
  )
  func `An invalid time is harmless`(seconds: Double, text: String) {
    #expect(StatusPage.time(seconds) == text)
  }
}
