import Basics
import Glibc
import ServiceBus
import Testing

@Suite("Where the bus is")
struct BusEndpointTests {
  @Test(
    arguments: [
      ([:], true, .socket("/run/decnet/bus.sock")),
      (["HOME": "/home/u"], false, .socket("/home/u/.decnet/bus.sock")),
      (["HOME": "/home/u"], true, .socket("/run/decnet/bus.sock")),
      (["DECNET_BUS_SOCKET": "/x/y.sock", "HOME": "/home/u"], true, .socket("/x/y.sock")),
      (["DECNET_BUS_SOCKET": ""], true, .socket("/run/decnet/bus.sock")),
      (["DECNET_BUS_ENABLED": "false"], true, .off), (["DECNET_BUS_ENABLED": "FALSE"], true, .off),
      (["DECNET_BUS_ENABLED": " false "], true, .off),
      (["DECNET_BUS_ENABLED": "False", "DECNET_BUS_TYPE": "x", "DECNET_BUS_SOCKET": "/x"], true, .off),
      (["DECNET_BUS_ENABLED": "true"], true, .socket("/run/decnet/bus.sock")),
      (["DECNET_BUS_ENABLED": ""], true, .socket("/run/decnet/bus.sock")),
      (["DECNET_BUS_TYPE": "unix"], true, .socket("/run/decnet/bus.sock")),
      (["DECNET_BUS_TYPE": ""], true, .socket("/run/decnet/bus.sock")),
    ] as [([String: String], Bool, BusEndpoint)]
  )
  func `Settings and directories decide`(
    environment: [String: String],
    isWritable: Bool,
    expected: BusEndpoint
  ) {
    var reader = SettingReader(SettingsEnvironment(environment))
    let endpoint = BusEndpoint(&reader) { path in
      #expect(path == "/run/decnet")
      return isWritable
    }
    #expect(endpoint == expected)
  }

  @Test func `The socket's path follows the directory as it comes and goes`() {
    let environment = ["HOME": "/home/u"]
    for isThere in [false, true, false] {
      #expect(
        BusEndpoint.socketPath(environment: environment) { _ in isThere }
          == (isThere ? "/run/decnet/bus.sock" : "/home/u/.decnet/bus.sock")
      )
    }
    #expect(BusEndpoint.socketPath(environment: ["DECNET_BUS_SOCKET": "/s"]) { _ in true } == "/s")
    #expect(BusEndpoint.socketPath(environment: [:]) { _ in false } == nil)
  }

  @Test func `An unknown type means no bus, and a text without control characters that names it`() {
    let type = "nats\u{1B}[31m\n" + String(repeating: "x", count: 1000)
    var reader = SettingReader(SettingsEnvironment(["DECNET_BUS_TYPE": type]))
    guard case .unusable(let text) = BusEndpoint(&reader) else {
      Issue.record("usable")
      return
    }
    #expect(text.contains("DECNET_BUS_TYPE") && text.contains("nats"))
    #expect(text.utf8.count < 300 && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
  }

  @Test func `A missing home directory is reported`() {
    var reader = SettingReader(SettingsEnvironment([:]))
    guard case .unusable(let text) = BusEndpoint(&reader, isWritableDirectory: { _ in false }) else {
      Issue.record("usable")
      return
    }
    #expect(text.contains("HOME"))
  }

  @Test func `Only a directory is a writable directory`() {
    #expect(BusEndpoint.isWritableDirectory("/tmp"))
    #expect(!BusEndpoint.isWritableDirectory("/etc/passwd"))
    #expect(!BusEndpoint.isWritableDirectory("/nonexistent"))
  }
}
