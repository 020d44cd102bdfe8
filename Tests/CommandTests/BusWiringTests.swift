import Basics
import ServiceBus
import Synchronization
import Testing

@testable import Daemon

struct BusWiringTests {
  @Test func `A client looks for the bus at each attempt to connect`() {
    let isThere = Atomic(false)
    let configuration = BusClient.Configuration(
      SettingsEnvironment(["HOME": "/home/u"]),
      path: "/found/first",
      name: "test"
    ) { _ in isThere.load(ordering: .relaxed) }
    #expect(configuration.socketPath() == "/home/u/.decnet/bus.sock")
    isThere.store(true, ordering: .relaxed)
    #expect(configuration.socketPath() == "/run/decnet/bus.sock")
  }
}
