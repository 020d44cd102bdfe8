import Testing

@testable import DecoyEvents

struct EventFilterTests {
  @Test(arguments: [
    "sshd", "pam_unix", "sudo", "su", "CRON", "cron", "systemd", "kernel", "rsyslogd", "dbus-daemon",
  ])
  func `Native daemons are dropped by default`(service: String) {
    #expect(drops(EventFilter(), service))
  }

  @Test(arguments: [
    "", "ssh", "sshd ", " sshd", "SSHD", "sshd[1]", "ss", "sshdx", "Cron", "smtp", "s", "sud",
  ])
  func `Only exact names are dropped`(service: String) {
    #expect(!drops(EventFilter(), service))
  }

  @Test(arguments: ["connect", "disconnect", "connection", "accept", "close"])
  func `Events that come in floods are known by default`(type: String) {
    #expect(isFlood(EventFilter(), type))
  }

  @Test(arguments: ["", "Connect", "connected", "conn", "login_attempt", "-", "command"])
  func `Only exact types are floods`(type: String) {
    #expect(!isFlood(EventFilter(), type))
  }

  @Test func `The operator's lists replace the defaults`() {
    let filter = EventFilter(droppedServices: ["mine", "żółw"], floodTypes: ["scan"])
    #expect(drops(filter, "mine"))
    #expect(drops(filter, "żółw"))
    #expect(!drops(filter, "sshd"))
    #expect(isFlood(filter, "scan"))
    #expect(!isFlood(filter, "connect"))
    #expect(!drops(filter, "scan"))
  }

  @Test func `Names are compared by their bytes`() {
    let filter = EventFilter(droppedServices: ["caf\u{E9}"], floodTypes: [])
    #expect(drops(filter, "caf\u{E9}"))
    #expect(!drops(filter, "cafe\u{301}"))
  }

  @Test func `Empty lists turn a filter off`() {
    let filter = EventFilter(droppedServices: [], floodTypes: [])
    #expect(!drops(filter, "sshd"))
    #expect(!drops(filter, ""))
    #expect(!isFlood(filter, "connect"))
  }

  private func drops(_ filter: EventFilter, _ service: String) -> Bool {
    Array(service.utf8).withUnsafeBytes { filter.drops(service: $0) }
  }

  private func isFlood(_ filter: EventFilter, _ type: String) -> Bool {
    Array(type.utf8).withUnsafeBytes { filter.isFloodType($0) }
  }
}
