import Basics
import Files
import Foundation
import Glibc
import Testing
import TestSupport

@testable import HTTPListener

@Suite("A socket that listens")
struct ListeningSocketTests {
  private static func mode(_ path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode : nil
  }

  private static func failure(_ address: ListenAddress) -> ListenError? {
    do {
      _ = try ListeningSocket(address)
      return nil
    } catch {
      return error
    }
  }

  @Test func `A UNIX socket is for owner and group, and gone when it is closed`() throws {
    let folder = try ScratchDirectory()
    let path = folder.file("s")
    let socket = try ListeningSocket(ListenAddress(path))
    #expect(Self.mode(path) == S_IFSOCK | 0o660)
    socket.close()
    #expect(Self.mode(path) == nil)
    socket.close()
    #expect(socket.duplicate() == nil)
  }

  @Test func `A socket that is forgotten is closed`() throws {
    let folder = try ScratchDirectory()
    _ = try ListeningSocket(ListenAddress(folder.file("s")))
    #expect(Self.mode(folder.file("s")) == nil)
  }

  @Test func `A socket without a listener is replaced`() throws {
    let folder = try ScratchDirectory()
    let path = folder.file("s")
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #expect(SocketFile.withAddress(path) { bind(descriptor, $0, $1) } == 0)
    close(descriptor)
    let socket = try ListeningSocket(ListenAddress(path))
    #expect(Self.mode(path) == S_IFSOCK | 0o660)
    socket.close()
  }

  @Test func `A socket with a listener is refused and left alone`() throws {
    let folder = try ScratchDirectory()
    let address = try ListenAddress(folder.file("s"))
    let first = try ListeningSocket(address)
    let error = try #require(Self.failure(address))
    #expect(error.code == .inUse)
    #expect(error.message == "cannot listen at \(address): another program listens there")
    #expect(Self.mode(folder.file("s")) == S_IFSOCK | 0o660)
    first.close()
  }

  @Test func `Of sockets that are made at once at a stale path, one listens`() async throws {
    let folder = try ScratchDirectory()
    let path = folder.file("s")
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #expect(SocketFile.withAddress(path) { bind(descriptor, $0, $1) } == 0)
    close(descriptor)
    let address = try ListenAddress(path)
    let sockets = await withTaskGroup { group in
      for _ in 0..<8 { group.addTask { try? ListeningSocket(address) } }
      var sockets: [ListeningSocket] = []
      for await socket in group { if let socket { sockets.append(socket) } }
      return sockets
    }
    #expect(sockets.count == 1)
    for socket in sockets { socket.close() }
    #expect(Self.mode(path) == nil)
  }

  @Test(arguments: ["file", "folder", "link"])
  func `A file that is not a socket is never removed`(kind: String) throws {
    let folder = try ScratchDirectory()
    let path = folder.file("s")
    switch kind {
    case "file": #expect(FileManager.default.createFile(atPath: path, contents: Data("evidence".utf8)))
    case "folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    default: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/nowhere")
    }
    let before = Self.mode(path)
    #expect(Self.failure(try ListenAddress(path))?.code == .inUse)
    #expect(Self.mode(path) == before)
  }

  @Test func `A file that has taken the name meanwhile stays when the socket is closed`() throws {
    let folder = try ScratchDirectory()
    let path = folder.file("s")
    let socket = try ListeningSocket(ListenAddress(path))
    try FileManager.default.moveItem(atPath: path, toPath: folder.file("old"))
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    socket.close()
    #expect(Self.mode(path) != nil)
  }

  @Test func `A port that is taken is named`() throws {
    let first = try ListeningSocket(ListenAddress("127.0.0.1:0"))
    let error = try #require(Self.failure(first.address))
    #expect(error.code == .inUse)
    #expect(error.message == "cannot listen at \(first.address): another program listens there")
  }

  @Test(
    arguments: ["127.0.0.1:0", "[::1]:0"]
  )
  func `A chosen port is reported, and is free again when it is closed`(text: String) throws {
    let wanted = try ListenAddress(text)
    // Another program may take a port that was free again; not ten in a row.
    let isFreeAgain = try (0..<10).contains { _ in
      let first = try ListeningSocket(wanted)
      #expect(first.address != wanted)
      first.close()
      return Self.failure(first.address) == nil
    }
    #expect(isFreeAgain)
  }

  @Test(
    arguments: ["192.0.2.1:9464", "[2001:db8::1]:9464", "/nowhere/at/all/s"]
  )
  func `What the machine doesn't have is unavailable`(text: String) throws {
    let error = try #require(Self.failure(try ListenAddress(text)))
    #expect(error.code == .unavailable)
    #expect(error.message.hasPrefix("cannot listen at \(try ListenAddress(text)): "))
  }
}
