import EngineTestSupport
import Foundation
import Glibc
import Testing
import TestSupport

extension EngineSuites {
  /// The directories belong to the containers' root, who may put anything there.
  @Suite(
    "Files in containers that are not what they seem",
    .tags(.engine),
    needsOwnEngine,
    .timeLimit(.minutes(Patience.minutes(5)))
  )
  struct HostileFileTests {
    @Test
    func
      `A link, a FIFO, a device and a file of two names are refused, and read when they are regular files`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await HoneypotFleet(engine)
        let bind = try fleet.makeDirectory("logs")
        let outside = try fleet.makeDirectory("outside")
        let secret = HoneypotLine.cowrie.text("secret", 1...5)
        for name in ["linked", "named", "inner"] {
          try HoneypotFile.append(secret, to: "\(outside)/\(name).json")
        }
        try Shell.run(
          """
          set -e; cd \(bind)
          ln -s /etc/shadow shadow.json; ln -s \(outside)/linked.json link.json; ln \(outside)/named.json hard.json
          mkfifo fifo.json; mknod device.json c 1 5; ln -s \(outside) directory; mkdir folder.json
          """
        )
        let names = ["shadow", "link", "hard", "fifo", "device", "directory/inner", "folder"]
        let paths = names.map { "/logs/\($0).json" }
        let collector = try HoneypotCollector(engine)
        try await fleet.hold(
          "pot",
          labels: HoneypotFleet.labels(.cowrie, files: (paths + ["/logs/good.json"]).joined(separator: ",")),
          options: ["--volume", "\(bind):/logs"]
        )
        try HoneypotFile.append(HoneypotLine.cowrie.text("good", 1...50), to: "\(bind)/good.json")
        for path in paths { try await collector.awaitUnreadable("pot", path) }
        try await collector.await("good", upTo: 50)
        // Nobody has it open to read.
        let pipe = open("\(bind)/fifo.json", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        #expect(pipe < 0 && errno == ENXIO)
        try await eventually("each is reported") {
          paths.allSatisfy { collector.reports(of: "pot", $0) > 0 }
        }
        let reports = paths.map { collector.reports(of: "pot", $0) }
        // It looks again and again, and says it once.
        try HoneypotFile.append(HoneypotLine.cowrie.text("good", 51...100), to: "\(bind)/good.json")
        try await collector.await("good", upTo: 100)
        #expect(paths.map { collector.reports(of: "pot", $0) } == reports, "\(collector.said)")
        try collector.expectNoSecret()

        try await collector.kill()
        try collector.start()
        try Shell.run("cd \(bind) && rm directory && mkdir directory && rmdir folder.json")
        for name in names {
          let run = name.replacing("/", with: "-")
          try HoneypotFile.replace("\(bind)/\(name).json", with: HoneypotLine.cowrie.text(run, 1...20))
        }
        for name in names { try await collector.await(name.replacing("/", with: "-"), upTo: 20) }
        let counts = try await collector.stop()
        for name in names { try collector.expectWhole(name.replacing("/", with: "-"), upTo: 20) }
        try collector.expectWhole("good", upTo: 100)
        try collector.expectNoSecret()
        #expect(counts["lines"] == 100 + 20 * names.count)
        #expect(try collector.gaps.allSatisfy { $0.cause == "unreadable" })
      }
    }

    @Test func `A directory that is a link every other moment shows nothing but its own file`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await HoneypotFleet(engine)
        let bind = try fleet.makeDirectory("logs")
        let outside = try fleet.makeDirectory("outside")
        try Shell.run("mkdir \(bind)/inner && ln -s \(outside) \(bind)/other")
        try HoneypotFile.append(HoneypotLine.cowrie.text("secret", 1...5), to: "\(outside)/a.json")
        let path = "\(bind)/inner/a.json"
        try HoneypotFile.append(HoneypotLine.cowrie.text("own", 1...1), to: path)
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        let collector = try HoneypotCollector(engine)
        try await fleet.hold(
          "pot",
          labels: HoneypotFleet.labels(.cowrie, files: "/logs/inner/a.json"),
          options: ["--volume", "\(bind):/logs"]
        )
        try await collector.await("own", upTo: 1)
        let swapper = try ChildProcess([
          "sh", "-c",
          """
          cd \(bind)
          while ! test -e ended; do
            mv -T inner away && mv -T other inner && sleep 0.005
            mv -T inner other && mv -T away inner && sleep 0.005
          done
          """,
        ])
        let (rounds, lines) = (LongTests.count(short: 2, whole: 40), 100)
        for round in 0..<rounds {
          for number in 1...lines {
            let text = HoneypotLine.cowrie.text(
              "own",
              (1 + round * lines + number)...(1 + round * lines + number)
            )
            try file.write(contentsOf: Data(text.utf8))
          }
          // The directory is itself every other moment.
          try await collector.await("own", upTo: 1 + (round + 1) * lines)
          try await collector.kill()
          try collector.start()
        }
        let last = 1 + rounds * lines
        try Data().write(to: URL(filePath: "\(bind)/ended"))
        swapper.wait()
        try await collector.await("own", upTo: last)
        _ = try await collector.stop()
        try collector.expectWhole("own", upTo: last)
        try collector.expectNoSecret()
      }
    }

    @Test func `A bind whose source became a link is not followed there`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await HoneypotFleet(engine)
        let bind = try fleet.makeDirectory("logs")
        let outside = try fleet.makeDirectory("outside")
        try HoneypotFile.append(HoneypotLine.cowrie.text("secret", 1...5), to: "\(outside)/a.json")
        let collector = try HoneypotCollector(engine)
        try await fleet.emit(
          .cowrie,
          "pot",
          into: "/logs/a.json",
          lines: 1000,
          labels: HoneypotFleet.labels(.cowrie, files: "/logs/a.json"),
          options: ["--volume", "\(bind):/logs"],
          ["--rate", "500"]
        )
        try await collector.awaitLines(100)
        try Shell.run("mv \(bind) \(bind).real && ln -s \(outside) \(bind)")
        // The container goes on in its own directory.
        try await eventually("the container has written more") {
          try FileLines.count("\(bind).real/a.json") > 500
        }
        try await collector.kill()
        try collector.start()
        // Either it finds the container's directory all the same, or it says that it can't.
        try await eventually("it goes on, or says so") {
          try (EmittedLines(collector.logFile).runs["pot"]?.last ?? 0) > 500 || !collector.gaps.isEmpty
        }
        try Shell.run("rm \(bind) && mv \(bind).real \(bind)")
        try await collector.await("pot", upTo: 1000)
        _ = try await collector.stop()
        try collector.expectWhole("pot", upTo: 1000)
        try collector.expectNoSecret()
      }
    }

    @Test func `A hole of a terabyte is skipped at once, and is a gap`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await HoneypotFleet(engine)
        let bind = try fleet.makeDirectory("logs")
        let collector = try HoneypotCollector(engine)
        try await fleet.hold(
          "pot",
          labels: HoneypotFleet.labels(.cowrie, files: "/logs/a.json"),
          options: ["--volume", "\(bind):/logs"]
        )
        let path = "\(bind)/a.json"
        try HoneypotFile.append(HoneypotLine.cowrie.text("own", 1...10), to: path)
        try await collector.await("own", upTo: 10)
        try #require(truncate(path, 1 << 40) == 0)
        try HoneypotFile.append(HoneypotLine.cowrie.text("own", 11...20), to: path)
        try await collector.await("own", upTo: 20)
        let counts = try await collector.stop(gaps: 1)
        try collector.expectWhole("own", upTo: 20)
        #expect(counts["lines"] == 20)
        #expect(Set(try collector.gaps.map(\.output)) == ["/logs/a.json"])
      }
    }

    @Test func `A file of the image that a container appends to begins with the image's lines`() async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await HoneypotFleet(engine)
        let collector = try HoneypotCollector(engine)
        try await fleet.emit(
          .cowrie,
          "pot",
          into: HoneypotFleet.layerFile,
          lines: 300,
          labels: HoneypotFleet.labels(.cowrie, files: HoneypotFleet.layerFile),
          ["--rate", "300", "--start-delay", "500"]
        )
        try await collector.awaitLines(100)
        try await collector.kill()
        try collector.start()
        try await collector.await("pot", upTo: 300)
        let counts = try await collector.stop(gaps: 0)
        try collector.expectWhole("image", upTo: 3)
        try collector.expectWhole("pot", upTo: 300)
        #expect(counts["lines"] == 303)
      }
    }

    @Test func `A volume that is mounted only while its container runs shows nothing of what is beneath`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await HoneypotFleet(engine)
        let beneath = try await engine.makeVolume("memory", options: ["type=tmpfs", "device=tmpfs"])
        try HoneypotFile.append(HoneypotLine.cowrie.text("secret", 1...5), to: "\(beneath)/a.json")
        let collector = try HoneypotCollector(engine)
        func write(_ run: String) async throws {
          try await engine.exec(
            "pot",
            ["/bin/decoy", "emit", "--run", run, "--lines", "200", "--file", "/data/a.json"]
              + ["--template", HoneypotLine.cowrie.template]
          )
        }
        try await fleet.hold(
          "pot",
          labels: HoneypotFleet.labels(.cowrie, files: "/data/a.json"),
          options: ["--volume", "memory:/data"]
        )
        try await write("before")
        try await collector.await("before", upTo: 200)
        try await engine.stop("pot")
        // When it has another container's lines, it has looked.
        try await fleet.emit(
          .cowrie,
          "other",
          into: "/own/a.json",
          lines: 10,
          labels: HoneypotFleet.labels(.cowrie, files: "/own/a.json")
        )
        try await collector.await("other", upTo: 10)
        try await collector.kill()
        try collector.start()
        // The volume is a new file system.
        try await engine.start("pot")
        try await write("after")
        try await collector.await("after", upTo: 200)
        _ = try await collector.stop()
        for run in ["before", "after"] { try collector.expectWhole(run, upTo: 200) }
        try collector.expectNoSecret()
        #expect(try collector.gaps.allSatisfy { $0.cause == "unreadable" })
      }
    }
  }
}
