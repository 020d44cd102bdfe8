import ArgumentParser
import Basics
import Records
import Testing

@testable import decklog

@Suite("Filters from the command line")
struct FilterOptionsTests {
  private let now = RecordTime(nanoseconds: 1_795_564_800_000_000_000)

  @Test func `Become a filter`() throws {
    let options = try FilterOptions.parse([
      "--decky", "a", "--decky", "b", "--service", "ssh", "--event", "connect", "--attacker", "2001:db8::/32",
      "--since", "2h",
      "--until", "1h", "--grep", "wget", "--session", "5f3a", "--session", "6", "--protocol", "ssh",
    ])
    let filter = try options.filter(now: now)
    #expect(filter.deckies == ["a", "b"] && filter.services == ["ssh"] && filter.events == ["connect"])
    #expect(filter.attackers == [AddressRange("2001:db8::/32")].compactMap { $0 })
    #expect(filter.since == RecordTime(nanoseconds: now.nanoseconds - 7_200_000_000_000))
    #expect(filter.until == RecordTime(nanoseconds: now.nanoseconds - 3_600_000_000_000))
    #expect(filter.text == "wget")
    #expect(filter.sessions == ["5f3a", "6"] && filter.protocols == ["ssh"])
    #expect(try FilterOptions.parse([]).filter(now: now).wantsAll)
  }

  @Test(
    arguments: [
      (["--attacker", "1.2.3"], "203.0.113.0/24"), (["--attacker", ""], "203.0.113.0/24"),
      (["--since", "soon"], "15m"),
      (["--until", "2026-13-01"], "2026-11-24"),
      (["--since", "1h", "--until", "2h"], "--since 2h --until 1h"),
      (["--decky", ""], "--decky web-01"), (["--service", ""], "--service ssh"),
      (["--event", ""], "--event login_attempt"),
      (["--grep", ""], "--grep 'wget"), (["--session", ""], "--session 5f3a"),
      (["--protocol", ""], "--protocol ssh"),
    ]
  )
  func `Say what was expected, with an example`(arguments: [String], example: String) {
    #expect { try FilterOptions.parse(arguments) } throws: { error in
      FilterOptions.message(for: error).contains(example)
    }
  }
}
