import Foundation
import Testing
import TestSupport

@Suite("A collector that can't start")
struct CollectRefusalTests {
  @Test(
    arguments: ["", "nonsense", "127.0.0.1", "127.0.0.1:70000", "unix:", "example.com:9464"]
  )
  func `An invalid address is refused before anything is opened`(address: String) throws {
    let folder = try ScratchDirectory()
    let log = folder.file("log/decklog.log")
    let run = try CommandRun([
      "collect", "--log-file", log, "--listen", address, "--docker-host", "unix:///nowhere",
    ])
    #expect(run.status == 78)
    #expect(run.errors.split(separator: "\n").count { $0.contains("--listen") } == 1, "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("log")))
  }

  @Test(
    arguments: [
      (
        ["--store", "/nonexistent/d.db"], 78,
        "--store: cannot open /nonexistent/d.db: No such file or directory"
      ),
      (["--dashboard"], 78, "--dashboard needs --store PATH"),
      (["--keep", "30d"], 78, "need --store PATH"),
      (["--dashboard", "--store", "d.db", "--listen", "192.0.2.1:9464"], 78, "DECKLOG_DASHBOARD_TOKEN"),
      (
        ["--dashboard", "--store", "d.db", "--listen", "[::1]:0", "--dashboard-name", "a b"], 78,
        "is not a host name"
      ),
      (["--store", "d.db", "--keep", "long"], 78, "invalid --keep 'long': expected a span of time"),
      (["--store", "d.db", "--keep-size", "1MB"], 78, "invalid --keep-size '1MB': expected a size"),
    ]
  )
  func `A store or a dashboard that can't be is refused before anything is opened`(
    arguments: [String],
    status: Int32,
    expected: String
  ) throws {
    let folder = try ScratchDirectory()
    let run = try CommandRun(
      ["collect", "--log-file", folder.file("log/decklog.log"), "--docker-host", "unix:///nowhere"]
        + arguments.map { $0 == "d.db" ? folder.file("d.db") : $0 }
    )
    #expect(run.status == status)
    #expect(run.errors.contains(expected), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("log")))
    #expect(!FileManager.default.fileExists(atPath: folder.file("d.db")))
  }

  @Test func `Invalid certificates are refused cleanly, though the files are open`() throws {
    let folder = try ScratchDirectory()
    for name in ["ca.pem", "cert.pem", "key.pem"] { try folder.write("none", to: name) }
    let run = try CommandRun(
      ["collect", "--log-file", folder.file("decklog.log"), "--docker-host", "tcp://127.0.0.1:1"],
      environment: ["DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": folder.path]
    )
    #expect(run.status == 78)
    #expect(run.errors.contains(folder.path), "\(run.errors)")
  }

  @Test func `An address in use is refused, by name`() async throws {
    let folder = try ScratchDirectory()
    let socket = folder.file("bus.sock")
    let broker = try DecklogProcess(
      ["bus", "serve", "--socket", socket, "--log-level", "info"],
      in: folder.path
    )
    try await eventually("the broker listens") { broker.errors.contains("listening") }
    let run = try CommandRun([
      "collect", "--log-file", folder.file("decklog.log"), "--listen", "unix:" + socket, "--docker-host",
      "unix:///nowhere",
    ])
    #expect(run.status == 78)
    #expect(run.errors.contains("--listen") && run.errors.contains(socket), "\(run.errors)")
    #expect(broker.stop() == 0)
  }
}
