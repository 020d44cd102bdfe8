import Basics
import Files
import FoundationEssentials
import Glibc
import Logging
import Testing
import TestSupport

@testable import ServiceBus

@Suite("The socket of the broker")
struct BrokerSocketTests {
  private func failure(_ path: String) async -> BusError? {
    let broker = BusBroker(
      BusBroker.Configuration(socketPath: path),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    do throws(BusError) {
      try await broker.run()
      return nil
    } catch {
      return error
    }
  }

  @Test func `It has mode 0660, and is gone when the broker is`() async throws {
    let path = TestSocket.path()
    try await TestBroker.run(path: path) { _ in
      #expect(TestSocket.mode(path) == S_IFSOCK | 0o660)
    }
    #expect(TestSocket.mode(path) == nil)
  }

  @Test func `It is given to the group where there is one, and where there is none that is no fault`()
    async throws
  {
    let path = TestSocket.path()
    let own = try #require(getgrgid(getgid()).map { String(cString: $0.pointee.gr_name) })
    try await TestBroker.run(path: path) {
      $0.group = own
    } _: { _ in
      var status = stat()
      #expect(lstat(path, &status) == 0 && status.st_gid == getgid())
    }
    try await TestBroker.run(path: path) {
      $0.group = "no-such-group-here"
    } _: { _ in
      #expect(TestSocket.mode(path) == S_IFSOCK | 0o660)
    }
  }

  @Test func `A stale one is replaced`() async throws {
    let path = TestSocket.path()
    TestSocket.makeStale(path)
    #expect(TestSocket.mode(path) != nil)
    try await TestBroker.run(path: path) { _ in
      let (one, other) = (try await RawPeer.connect(path), try await RawPeer.connect(path))
      try await one.settle(with: other)
      #expect(TestSocket.mode(path) == S_IFSOCK | 0o660)
    }
  }

  @Test
  func `A second broker on the same path fails with an error that names it, and does the first no harm`()
    async throws
  {
    try await TestBroker.run { broker in
      let error = await failure(broker.path)
      #expect(error?.code == .addressInUse)
      #expect(error?.message.contains(broker.path) == true)
      let (one, other) = (try await RawPeer.connect(broker.path), try await RawPeer.connect(broker.path))
      try await one.settle(with: other)
    }
  }

  @Test func `Of brokers that start at once on a stale path, one runs`() async throws {
    let path = TestSocket.path()
    TestSocket.makeStale(path)
    let files = await withTaskGroup { group in
      for _ in 0..<8 { group.addTask { try? SocketFile(path, backlog: 8) } }
      var files: [SocketFile] = []
      for await file in group { if let file { files.append(file) } }
      return files
    }
    #expect(files.count == 1)
    for file in files {
      file.remove()
      close(file.descriptor)
    }
    #expect(TestSocket.mode(path) == nil)
  }

  @Test func `What is not a socket stays as it is`() async throws {
    let path = TestSocket.path()
    try Data("precious".utf8).write(to: URL(filePath: path))
    let error = await failure(path)
    #expect(error?.code == .badPath)
    #expect(error?.message.contains(path) == true)
    #expect(try Data(contentsOf: URL(filePath: path)) == Data("precious".utf8))
    unlink(path)
    symlink("/nonexistent", path)
    #expect(await failure(path)?.code == .badPath)
    #expect(TestSocket.mode(path).map { $0 & S_IFMT } == S_IFLNK)
    unlink(path)
  }

  @Test func `A file that another broker has made in its place is not removed`() async throws {
    let path = TestSocket.path()
    try await TestBroker.run(path: path) { _ in
      unlink(path)
      TestSocket.makeStale(path)
    }
    #expect(TestSocket.mode(path) != nil)
    unlink(path)
  }

  @Test func `A path of 103 bytes will do, and a longer one is an error that says so`() async throws {
    let directory = TestSocket.path()
    mkdir(directory, 0o700)
    defer { rmdir(directory) }
    let longest = directory + "/" + String(repeating: "s", count: 102 - directory.utf8.count)
    try await TestBroker.run(path: longest) { _ in
      try await TestClient.run(path: longest) { client in
        try await eventually("it connects") { client.isConnected }
      }
    }
    let error = await failure(longest + "s")
    #expect(error?.code == .badPath)
    #expect(error?.message.contains("103") == true)
    #expect(await failure("")?.code == .badPath)
  }

  @Test func `A missing directory is an error that names it`() async {
    let error = await failure("/tmp/dlb-nonexistent/bus.sock")
    #expect(error?.code == .badPath)
    #expect(error?.message.contains("/tmp/dlb-nonexistent/bus.sock") == true)
  }
}
