import Dashboard
import Foundation
import HTTPListener
import Logging
import StatusMetrics
import Store
import Testing
import TestSupport

@testable import Daemon

@Suite("One attacker however he is spelled", .timeLimit(.minutes(Patience.minutes(5))))
struct AttackerSpellingTests {
  /// Where somebody asks for an attacker.
  enum Surface: CaseIterable {
    case tail, export, documents, top, events, attackers, sessions, credentials, timeline, dashboard
  }

  /// What is asked for, and whom it finds.
  static let wanted = [
    ("203.0.113.9", "203.0.113.9"), ("::ffff:203.0.113.9", "203.0.113.9"),
    ("::FFFF:CB00:7109", "203.0.113.9"),
    ("fe80::1%eth0", "fe80::1%eth0"), ("FE80:0:0::1%eth0", "fe80::1%eth0"),
  ]

  private let records: SpelledRecords

  init() throws { records = try SpelledRecords() }

  @Test(arguments: Surface.allCases, wanted)
  func `Is found by each of his spellings, and is one`(
    surface: Surface,
    wanted: (spelling: String, attacker: String)
  ) async throws {
    let (spelling, attacker) = wanted
    let lines = records.lines(of: attacker)
    switch surface {
    case .tail:
      #expect(Set(try run("tail", "--no-follow", "--json", "-n", "99", "--attacker", spelling)) == lines)
    case .export: #expect(Set(try run("export", "--attacker", spelling)) == lines)
    case .documents:
      let sources = try run("export", "--format", "ecs", "--attacker", spelling).map { line in
        try #require(try Self.object(line)["source"] as? [String: String])
      }
      #expect(sources.count == lines.count)
      #expect(Set(sources.compactMap { $0["ip"] }) == [attacker.replacing("%eth0", with: "")])
      #expect(Set(sources.compactMap { $0["address"] }) == Set(SpelledRecords.attackers[attacker] ?? []))
    case .top:
      let rows = try run("top", "--once", "--attacker", spelling).map { $0.split(separator: " ") }
      let row = try #require(rows.first { $0.first ?? "" == attacker })
      #expect(row[1] == "\(lines.count)" && row[2] == "1")
    case .events: #expect(Set(try ask("events", spelling)) == lines)
    case .attackers:
      let rows = try ask("attackers", spelling).map(Self.object)
      #expect(rows.map { $0["address"] as? String } == [attacker])
      #expect(rows.map { $0["events"] as? Int } == [lines.count])
    case .sessions:
      let rows = try ask("sessions", spelling).map(Self.object)
      #expect(rows.map { $0["attacker"] as? String } == [attacker])
      #expect(rows.map { $0["events"] as? Int } == [lines.count])
    case .credentials:
      let rows = try ask("credentials", spelling).map(Self.object)
      #expect(rows.map { $0["attackers"] as? Int } == [1])
      #expect(rows.map { $0["attempts"] as? Int } == [lines.count])
    case .timeline:
      let rows = try ask("timeline", spelling).map(Self.object)
      #expect(rows.compactMap { $0["events"] as? Int }.reduce(0, +) == lines.count)
      #expect(rows.compactMap { $0["attackers"] as? Int }.max() == 1)
    case .dashboard:
      let store = try RecordStore(records.store)
      defer { store.close() }
      let query = "=\(spelling.replacing("%", with: "%25"))&range=all"
      let detail = try Self.object(try await Self.dashboard(store, "/api/attacker", "address" + query))
      #expect(detail["address"] as? String == attacker && detail["events"] as? Int == lines.count)
      #expect((detail["sessions"] as? [Any])?.count == 1)
      let page = try await Self.dashboard(store, "/api/events", "attacker" + query)
      #expect((try Self.object(page)["events"] as? [Any])?.count == lines.count)
      #expect(lines.allSatisfy { page.contains($0.dropFirst()) })
    }
  }

  @Test(
    arguments: ["203.0.113.0/24", "::ffff:203.0.113.0/120", "::FFFF:cb00:7109/128", "fe80::/10"]
  )
  func `Is found in his network, however that is spelled`(network: String) throws {
    let found = try run("export", "--attacker", network).map { try Self.object($0)["attacker_ip"] as? String }
    let isV6 = network.hasPrefix("fe80")
    let expected =
      isV6
      ? (SpelledRecords.attackers["fe80::1%eth0"] ?? []) + ["fe80::1", "fe80::1%eth1", "fe80::1%ETH0"]
      : SpelledRecords.attackers["203.0.113.9"] ?? []
    #expect(Set(found.compactMap(\.self)) == Set(expected))
    #expect(Set(try ask("events", network)) == Set(try run("export", "--attacker", network)))
  }

  @Test(
    arguments: ["1.2.3.4%eth0", "fe80::1%", "fe80::%eth0/64", "::1%é"]
  )
  func `Is not asked for by what is no address`(text: String) throws {
    let run = try CommandRun(["query", "attackers", "--store", records.store, "--attacker", text])
    #expect(run.status == 64 && run.errors.contains("203.0.113.0/24"))
  }

  /// What a command that reads the record file writes.
  private func run(_ command: String, _ arguments: String...) throws -> [String] {
    let run = try CommandRun([command, "-f", records.logFile] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return run.lines
  }

  /// The answer of the store.
  private func ask(_ question: String, _ attacker: String) throws -> [String] {
    let run = try CommandRun([
      "query", question, "--json", "--store", records.store, "--attacker", attacker,
    ])
    #expect(run.status == 0, "\(run.errors)")
    return run.lines
  }

  /// The answer of the dashboard's API.
  private static func dashboard(_ store: RecordStore, _ path: String, _ query: String) async throws -> String
  {
    var limits = DashboardLimits()
    limits.queryTime = .seconds(240)
    let pages = DashboardPages(
      source: DashboardSource({ store }) {
        CollectorStatus(version: "", startTime: 0, state: .collecting)
      },
      feed: LiveFeed(),
      access: try DashboardAccess(at: ListenAddress("127.0.0.1:0")),
      limits: limits,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    return await withTaskGroup { group in
      group.addTask { await pages.run() }
      let answer = await pages.answer(PageRequest(path: path, query: query, host: "127.0.0.1"))
      group.cancelAll()
      return String(decoding: answer.body, as: UTF8.self)
    }
  }

  private static func object(_ line: String) throws -> [String: Any] {
    try FoundationJSON.object(line)
  }
}
