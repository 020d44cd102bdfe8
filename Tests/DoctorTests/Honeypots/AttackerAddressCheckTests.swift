import Testing
import TestSupport

@testable import Doctor

struct AttackerAddressCheckTests {
  private static let id = String(repeating: "a", count: 64)

  private static func finding(_ attackers: [String], gateways: [String] = ["172.17.0.1", "fd00::1"])
    -> Finding?
  {
    let lines = attackers.map { Array(record($0).utf8)[...] }
    let tally = AttackerTally.tally(lines)[OutputCounts.key(id)] ?? AttackerTally()
    return AttackerAddressCheck().judge([.init(name: "pot", gateways: gateways, attackers: tally)])
  }

  private static func record(_ attacker: String) -> String {
    #"{"attacker_ip":"\#(attacker)","origin":{"container":"pot","id":"\#(OutputCounts.key(id))"}}"#
  }

  @Test(
    arguments: [
      (["172.17.0.1"], .warning), (["::ffff:172.17.0.1", "172.17.0.1"], .warning), (["fd00:0::1"], .warning),
      (["127.0.0.1"], .warning), (["10.0.2.100"], .warning), (["203.0.113.7"], .ok),
      (["172.17.0.1", "203.0.113.7"], .ok), (["172.17.0.2"], .ok),
    ] as [([String], Verdict)]
  )
  func `All attackers behind the gateway are a warning`(attackers: [String], verdict: Verdict) {
    let records = (0..<AttackerAddressCheck.leastRecords).map { attackers[$0 % attackers.count] }
    #expect(Self.finding(records)?.verdict == verdict)
  }

  @Test func `The advice says what to set for each engine`() {
    let finding = Self.finding(Array(repeating: "172.17.0.1", count: 12))
    #expect(finding?.found.hasSuffix("pot (172.17.0.1, 12 records)") == true)
    for text in [
      #""userland-proxy": false in /etc/docker/daemon.json"#, "--network host", "--network pasta",
      "port_handler=slirp4netns", "DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=slirp4netns",
    ] {
      #expect(finding?.advice?.contains(text) == true)
    }
  }

  @Test func `Few records, and those without an address, say nothing`() {
    #expect(Self.finding(Array(repeating: "172.17.0.1", count: AttackerAddressCheck.leastRecords - 1)) == nil)
    #expect(Self.finding(Array(repeating: "Unknown", count: 50)) == nil)
    #expect(AttackerAddressCheck().judge([]) == nil)
  }

  @Test func `The end of the record file is read, with what others write`() throws {
    let folder = try ScratchDirectory()
    let lines = ["no JSON", "{}", #"{"attacker_ip":"1.2.3.4"}"#, Self.record("1.2.3.4"), Self.record("x")]
    let path = try folder.write(lines.joined(separator: "\n") + "\n" + #"{"attacker_ip":"#, to: "a.json")
    let tallies = AttackerTally.read(path)
    #expect(tallies.count == 1)
    #expect(tallies[OutputCounts.key(Self.id)]?.records == 1)
    #expect(tallies[OutputCounts.key(Self.id)]?.only == "1.2.3.4")
    #expect(AttackerTally.read(folder.file("none")).isEmpty)
  }
}
