import EngineTestSupport
import Foundation
import Testing
import TestSupport

extension EngineSuites {
  @Suite(
    "Honeypots that write other formats, and into files",
    .tags(.engine),
    needsOwnEngine,
    .timeLimit(.minutes(Patience.minutes(5)))
  )
  struct HoneypotFileTests {
    /// A container, and where its lines come from.
    private struct Honeypot {
      var name: String
      var line: HoneypotLine
      var image = HoneypotFleet.image
      /// The file; `nil` for a standard stream.
      var file: String?
      /// Where the decoy writes, if that is no file that is read.
      var output: String?
      var labels: [String: String] = [:]
      var options: [String] = []
      var flags: [String] = []
    }

    /// What only flags tell: `herald` and images called `redis`.
    private static let flags = [
      "--honeypots", "--files", "name:herald=/logs/auth.csv", "--format", "name:herald=heralding-auth",
      "--format", "image:decklog-test/redis*=redishoneypot",
    ]

    private static func honeypots(_ bind: String) -> [Honeypot] {
      let cowrie = "/cowrie/cowrie-git/var/log/cowrie"
      return [
        // By the table of images alone: a volume, a variable's path, standard error.
        Honeypot(
          name: "cowrie",
          line: .cowrie,
          image: "cowrie/cowrie:latest",
          file: cowrie + "/cowrie.json",
          options: ["--volume", "cowrie-logs:\(cowrie)"]
        ),
        Honeypot(
          name: "sentrypeer",
          line: .sentrypeer,
          image: "sentrypeer/sentrypeer:latest",
          file: "/data/peer.json",
          options: ["--env", "SENTRYPEER_JSON_LOG_FILE=/data/peer.json", "--volume", "\(bind)/peer:/data"]
        ),
        Honeypot(
          name: "tarpit",
          line: .endlessh,
          image: "shizunge/endlessh-go:latest",
          output: "/dev/stderr"
        ),
        // By label: standard output, a bind, the own layer, a format for a file alone, a file that is made later.
        Honeypot(
          name: "canary",
          line: .opencanary,
          labels: DecoyFleet.label.merging(["decklog.format": "opencanary"]) { $1 }
        ),
        Honeypot(
          name: "dionaea",
          line: .dionaea,
          file: "/logs/dionaea.json",
          labels: HoneypotFleet.labels(.dionaea, files: "/logs/dionaea.json"),
          options: ["--volume", "\(bind)/dionaea:/logs"]
        ),
        Honeypot(
          name: "mailoney",
          line: .mailoney,
          file: "/opt/mailoney/logs/commands.log",
          labels: HoneypotFleet.labels(
            .mailoney,
            files: "/opt/mailoney/logs/commands.log",
            "/opt/mailoney/logs/mail.log"
          )
        ),
        Honeypot(
          name: "tanner",
          line: .tanner,
          file: "/data/tanner.json",
          labels: HoneypotFleet.labels(.tanner, files: "/data/tanner.json")
            .merging(["decklog.format": "stdout:rfc5424;/data/tanner.json:tanner"]) { $1 },
          options: ["--volume", "tanner-data:/data"]
        ),
        Honeypot(
          name: "galah",
          line: .galah,
          file: "/logs/galah-1.json",
          labels: HoneypotFleet.labels(.galah, files: "/logs/galah*.json"),
          options: ["--volume", "\(bind)/galah:/logs"],
          flags: ["--start-delay", "1500"]
        ),
        // By flags.
        Honeypot(
          name: "herald",
          line: .heralding,
          file: "/logs/auth.csv",
          labels: DecoyFleet.label,
          options: ["--volume", "\(bind)/herald:/logs"]
        ),
        Honeypot(
          name: "redis",
          line: .redis,
          image: "decklog-test/redis:latest",
          file: "/var/log/redis/redis.log",
          labels: DecoyFleet.label.merging(["decklog.files": "/var/log/redis/redis.log"]) { $1 }
        ),
      ]
    }

    @Test
    func
      `Ten containers with ten formats: each line is one record of its attacker and source, through kills`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await HoneypotFleet(engine)
        let honeypots = Self.honeypots(try fleet.makeDirectory("binds"))
        let lines = LongTests.count(short: 400, whole: 6000)
        for honeypot in honeypots where honeypot.image != HoneypotFleet.image {
          try await engine.tag(HoneypotFleet.image, as: honeypot.image)
        }
        @Sendable func start(_ honeypot: Honeypot) async throws {
          try await fleet.emit(
            honeypot.line,
            honeypot.name,
            into: honeypot.output ?? honeypot.file,
            lines: lines,
            image: honeypot.image,
            labels: honeypot.labels,
            options: honeypot.options,
            ["--rate", "300"] + honeypot.flags
          )
        }
        // Some run when it starts, each of another rule.
        let early = ["cowrie", "mailoney", "herald"]
        for honeypot in honeypots where early.contains(honeypot.name) { try await start(honeypot) }
        // The flood gate watches the standard streams, and the tarpit's lines are one attacker's connections.
        let noGate = ["DECNET_COLLECTOR_RL_WINDOW_SEC": "0"]
        let collector = try HoneypotCollector(engine, Self.flags, environment: noGate)
        try await withThrowingTaskGroup { group in
          for honeypot in honeypots where !early.contains(honeypot.name) {
            group.addTask { try await start(honeypot) }
          }
          try await group.waitForAll()
        }
        // The columns of the one CSV file, and its records' second lines.
        let total = (honeypots.count + 1) * lines + 1
        for part in 1...LongTests.count(short: 2, whole: 12) {
          try await collector.awaitLines(total * part / LongTests.count(short: 4, whole: 16))
          try await collector.kill()
          try collector.start()
        }
        try await collector.awaitLines(total)
        let counts = try await collector.stop(gaps: 0)
        #expect(counts["lines"] == total)
        #expect(counts["records"] == honeypots.count * lines)

        for honeypot in honeypots { try collector.expectWhole(honeypot.name, upTo: lines) }
        let records = Dictionary(grouping: try collector.records) { record in
          (record["origin"] as? [String: Any])?["container"] as? String ?? ""
        }
        for honeypot in honeypots {
          let own = try #require(records[honeypot.name], "\(honeypot.name) has no record")
          #expect(own.count == lines)
          #expect(own.allSatisfy { $0["attacker_ip"] as? String == honeypot.line.attacker })
          #expect(own.allSatisfy { $0["service"] as? String == honeypot.line.service })
          #expect(own.allSatisfy { $0["event_type"] as? String == honeypot.line.type })
          #expect(own.allSatisfy { $0["decky"] as? String == honeypot.name })
          #expect(own.allSatisfy { $0["source"] as? String == honeypot.file }, "\(own[0])")
          // endlessh-go's lines have no date.
          let flags = honeypot.name == "tarpit" ? ["timestamp_replaced"] : []
          #expect(own.allSatisfy { $0["flags"] as? [String] ?? [] == flags }, "\(own[0])")
          let token = EmittedLines.token(honeypot.name, 1)
          #expect("\(own[0]["fields"] ?? "")".contains(token), "\(own[0])")
        }
      }
    }

    @Test func `Containers that ended before anybody looked are read to their end`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await HoneypotFleet(engine)
        let names = (1...4).map { "ended-\($0)" }
        for name in names {
          let bind = try fleet.makeDirectory(name)
          try await fleet.hold(
            name,
            labels: HoneypotFleet.labels(.cowrie, files: "/logs/cowrie.json"),
            options: ["--volume", "\(bind):/logs"]
          )
          try HoneypotFile.append(HoneypotLine.cowrie.text(name, 1...50), to: "\(bind)/cowrie.json")
          try await engine.stop(name)
        }
        let collector = try HoneypotCollector(engine)
        try await collector.awaitLines(200)
        _ = try await collector.stop(gaps: 0)
        for name in names { try collector.expectWhole(name, upTo: 50) }
      }
    }

    /// How the file is rotated.
    enum Rotation: CaseIterable {
      /// The honeypot's own way: renamed at midnight.
      case rename
      /// T-Pot's way: copied, truncated and compressed.
      case copytruncate
    }

    private static let logrotateIsNeeded = TestTools.areExpected("logrotate")

    @Test(arguments: Rotation.allCases.filter { $0 == .rename || logrotateIsNeeded })
    func `Rotated under load, with and without a collector, a file is read whole and nothing twice`(
      rotation: Rotation
    ) async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await HoneypotFleet(engine)
        let bind = try fleet.makeDirectory("logs")
        let rounds = LongTests.count(short: 3, whole: 20)
        let step = LongTests.count(short: 500, whole: 1500)
        let collector = try HoneypotCollector(engine)
        try await fleet.emit(
          .cowrie,
          "pot",
          into: "/logs/cowrie.json",
          // However slow the machine is, it writes until the last rotation is over.
          lines: 1_000_000_000,
          labels: HoneypotFleet.labels(.cowrie, files: "/logs/cowrie.json"),
          options: ["--volume", "\(bind):/logs"],
          ["--rate", "1000"]
        )
        for round in 1...rounds {
          try await collector.awaitLines(round * step)
          let isDown = round.isMultiple(of: 2)
          if isDown { try await collector.kill() }
          switch rotation {
          case .rename:
            try await eventually("there is a new file") {
              FileManager.default.fileExists(atPath: "\(bind)/cowrie.json")
            }
            try Shell.run("cd \(bind) && mv cowrie.json cowrie.json.2026-11-\(10 + round)")
          case .copytruncate:
            // What is written between copy and truncation is in no file: that is no reader's fault.
            try await Self.suspend("pot", in: engine)
            try Self.copyAndTruncate("\(bind)/cowrie.json", in: engine.directory)
            try await engine.setPaused("pot", false)
          }
          if isDown { try collector.start() }
        }
        try await collector.awaitLines((rounds + 1) * step)
        try await Self.suspend("pot", in: engine)
        let written = try Shell.run("cd \(bind) && zcat -f cowrie.json* | wc -l")
        let lines = try #require(Int(written.trimmingCharacters(in: .whitespacesAndNewlines)))
        try await collector.awaitLines(lines)
        let counts = try await collector.stop(gaps: 0)
        try collector.expectWhole("pot", upTo: lines)
        #expect(counts["lines"] == lines)
      }
    }

    /// Suspends a container's first process, and waits until it has ended the write that it was in.
    private static func suspend(_ container: String, in engine: TestEngine) async throws {
      try await engine.setPaused(container, true)
      try await eventually("\(container) is suspended") {
        try await engine.exec(container, ["/bin/cat", "/proc/1/stat"]).contains(") T ")
      }
    }

    /// Has logrotate do what T-Pot lets it do each day.
    private static func copyAndTruncate(_ path: String, in directory: String) throws {
      try Shell.run(
        """
        set -e; umask 022; cd \(directory)
        printf '%s {\\n rotate 30\\n copytruncate\\n compress\\n}\\n' \(path) > honeypots.conf
        logrotate --force --state honeypots.state honeypots.conf
        """
      )
    }

    @Test func `Removed and run again and again on the same bind, a honeypot's file goes on`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await HoneypotFleet(engine)
        let bind = try fleet.makeDirectory("logs")
        let (rounds, lines) = (LongTests.count(short: 4, whole: 10), 150)
        let collector = try HoneypotCollector(engine)
        for round in 0..<rounds {
          try await fleet.emit(
            .cowrie,
            "pot",
            into: "/logs/cowrie.json",
            lines: lines,
            labels: HoneypotFleet.labels(.cowrie, files: "/logs/cowrie.json"),
            options: ["--volume", "\(bind):/logs", "--volume", "/other"],
            ["--first", "\(round * lines + 1)", "--rate", "600"]
          )
          switch round % 3 {
          case 0:
            // In the middle of its lines: what it has written by then counts.
            try await collector.awaitLines(round * lines + lines / 2)
            try await collector.kill()
            try collector.start()
          case 1: try await collector.awaitLines(round * lines + 1)
          default: break
          }
          // All are in the file before it goes, read or not.
          try await eventually("the honeypot has written") {
            try FileLines.count("\(bind)/cowrie.json") == (round + 1) * lines
          }
          try await engine.remove("pot")
          if round.isMultiple(of: 2) { try await engine.docker(["container", "prune", "--force"]) }
        }
        // The last one's lines may be left for the next container that has the directory.
        try await fleet.hold(
          "pot",
          labels: HoneypotFleet.labels(.cowrie, files: "/logs/cowrie.json"),
          options: ["--volume", "\(bind):/logs"]
        )
        try await collector.awaitLines(rounds * lines)
        let counts = try await collector.stop()
        try collector.expectWhole("pot", upTo: rounds * lines)
        #expect(counts["lines"] == rounds * lines)
        #expect(try collector.gaps.filter { $0.output == "/logs/cowrie.json" } == [])
      }
    }

    @Test func `Of two containers that share a directory, the one that names a file owns it, flagged`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await HoneypotFleet(engine)
        let shared = try fleet.makeDirectory("shared")
        let guarded = try fleet.makeDirectory("guarded")
        // They are there before anybody looks, so that it is decided whose they are before the first line.
        for path in ["\(shared)/a.json", "\(shared)/b.json", "\(guarded)/c.json"] {
          try HoneypotFile.append("", to: path)
        }
        // Each of the first two has all files of the directory; beta names one of them. Of the others one can write.
        for (name, files, options) in [
          ("alpha", "/logs/*.json", ["--volume", "\(shared):/logs"]),
          ("beta", "/logs/b.json,/logs/*.json", ["--volume", "\(shared):/logs"]),
          ("gamma", "/logs/c.json", ["--volume", "\(guarded):/logs"]),
          ("delta", "/other/none.json", ["--volume", "\(guarded):/logs:ro"]),
        ] {
          let probe = try fleet.makeDirectory("probe-" + name)
          try HoneypotFile.append(HoneypotLine.cowrie.text(name, 1...1), to: "\(probe)/p.json")
          try await fleet.hold(
            name,
            labels: HoneypotFleet.labels(.cowrie, files: files, "/probe/p.json"),
            options: options + ["--volume", "\(probe):/probe"]
          )
        }
        let collector = try HoneypotCollector(engine)
        // What is named last is read last.
        for name in ["alpha", "beta", "gamma", "delta"] { try await collector.await(name, upTo: 1) }
        for run in ["a", "b"] {
          try HoneypotFile.append(HoneypotLine.cowrie.text(run, 1...100), to: "\(shared)/\(run).json")
        }
        try HoneypotFile.append(HoneypotLine.cowrie.text("c", 1...100), to: "\(guarded)/c.json")
        try await collector.awaitLines(304)
        try await collector.kill()
        try collector.start()
        for run in ["a", "b"] {
          try HoneypotFile.append(HoneypotLine.cowrie.text(run, 101...200), to: "\(shared)/\(run).json")
        }
        try await collector.awaitLines(504)
        _ = try await collector.stop(gaps: 0)
        for (run, last, owner) in [("a", 200, "alpha"), ("b", 200, "beta"), ("c", 100, "gamma")] {
          try collector.expectWhole(run, upTo: last)
          let own = try collector.records.filter { $0["source"] as? String == "/logs/\(run).json" }
          #expect(own.count == last)
          let owners = Set(own.compactMap { ($0["origin"] as? [String: Any])?["container"] as? String })
          #expect(owners == [owner])
          let flags = Set(own.map { $0["flags"] as? [String] ?? [] })
          #expect(flags == (run == "c" ? [[]] : [["shared_source"]]))
        }
      }
    }

    @Test func `A record of a CSV file that was half there when the collector ended is whole`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await HoneypotFleet(engine)
        let bind = try fleet.makeDirectory("logs")
        let file = bind + "/auth.csv"
        let line = HoneypotLine.heralding
        let collector = try HoneypotCollector(engine)
        try await fleet.hold(
          "herald",
          labels: HoneypotFleet.labels(line, files: "/logs/auth.csv"),
          options: ["--volume", "\(bind):/logs"]
        )
        try HoneypotFile.append((line.header ?? "") + "\n", to: file)
        for (signal, number) in [(SIGKILL, 1), (SIGTERM, 4)] {
          let halves = line.text("herald", (number + 1)...(number + 1)).split(separator: "\n").map {
            $0 + "\n"
          }
          try #require(halves.count == 2)
          try HoneypotFile.append(line.text("herald", number...number) + halves[0], to: file)
          try await collector.awaitLines(2 * number + 2)
          if signal == SIGKILL { try await collector.kill() } else { _ = try await collector.stop(gaps: 0) }
          try HoneypotFile.append(halves[1] + line.text("herald", (number + 2)...(number + 2)), to: file)
          try collector.start()
          try await collector.awaitLines(2 * number + 5)
        }
        let counts = try await collector.stop(gaps: 0)
        try collector.expectWhole("herald", upTo: 6)
        #expect(counts["lines"] == 13 && counts["records"] == 6)
        for record in try collector.records {
          let fields = try #require(record["fields"] as? [String: String])
          #expect(fields["password"]?.hasSuffix("\nsecond \"line\"") == true)
          #expect(record["attacker_ip"] as? String == line.attacker)
        }
      }
    }
  }
}
