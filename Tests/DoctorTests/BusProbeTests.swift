import DockerEngine
import Glibc
import Logging
import ServiceBus
import Testing
import TestSupport

@testable import Doctor

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct BusProbeTests {
  private let folder: ScratchDirectory
  private var path: String { folder.file("bus.sock") }

  init() throws { folder = try ScratchDirectory() }

  /// A socket at which somebody listens and never accepts.
  private func listener() throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(result == 0 && listen(descriptor, 4) == 0)
    return descriptor
  }

  @Test func `A broker answers`() async throws {
    let path = path
    let broker = BusBroker(BusBroker.Configuration(socketPath: path), logger: Logger(label: "test"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await broker.run() }
      try await eventually("the broker answers") {
        let outcome = await TimeLimit.runBlocking(within: .seconds(60)) {
          BusProbe.run(path, name: "doctor", seconds: 20)
        }
        return outcome == .answered
      }
      #expect(SocketOwnership(path: path)?.mode == 0o660)
      #expect(broker.counters.malformed == 0)
      group.cancelAll()
    }
  }

  @Test func `A listener that never answers is silent`() throws {
    let descriptor = try listener()
    defer { close(descriptor) }
    #expect(BusProbe.run(path, name: "doctor", seconds: 1) == .silent)
  }

  @Test func `A stale socket is reported`() async throws {
    close(try listener())
    // A process that another test starts has it for a moment, too.
    try await eventually("it is told") {
      BusProbe.run(path, name: "doctor", seconds: 1) == .failed(ECONNREFUSED)
    }
  }

  @Test func `A missing or invalid path is reported`() {
    #expect(BusProbe.run(path, name: "doctor", seconds: 1) == .failed(ENOENT))
    #expect(BusProbe.run("", name: "doctor", seconds: 1) == .failed(ENAMETOOLONG))
    let long = "/" + String(repeating: "x", count: 200)
    #expect(BusProbe.run(long, name: "doctor", seconds: 1) == .failed(ENAMETOOLONG))
  }
}
