import DockerEngine
import Testing

@testable import Collector

struct ContainerFileLocationTests {
  private static func details(
    _ mounts: [ContainerMount] = [],
    layer: String? = "/layer",
    process: Int? = nil
  ) -> ContainerDetails {
    var details = ContainerDetails(
      id: "c0ffee",
      name: "cowrie",
      image: "cowrie/cowrie",
      labels: [:],
      hasTTY: false,
      isRunning: process != nil,
      logDriver: "json-file",
      logPath: nil
    )
    details.mounts = mounts
    details.upperDirectory = layer
    details.processID = process
    return details
  }

  private static func mount(_ source: String, _ destination: String, type: String = "bind") -> ContainerMount
  {
    ContainerMount(type: type, source: source, destination: destination, readWrite: true)
  }

  fileprivate typealias Location = ContainerFileLocation

  private static let bind = mount("/srv/log", "/var/log/cowrie")

  @Test(arguments: [
    (
      "/var/log/cowrie/cowrie.json",
      Location(root: .mount("/srv/log"), directory: "", name: "cowrie.json", destination: "/var/log/cowrie")
    ),
    (
      "/var/log/cowrie/a/b.json",
      Location(root: .mount("/srv/log"), directory: "a", name: "b.json", destination: "/var/log/cowrie")
    ),
    (
      "//var/log/./cowrie//c*.json",
      Location(root: .mount("/srv/log"), directory: "", name: "c*.json", destination: "/var/log/cowrie")
    ),
    (
      "/var/log/cowrie2/c.json",
      Location(root: .layer("/layer"), directory: "var/log/cowrie2", name: "c.json", destination: nil)
    ),
    ("/c.json", Location(root: .layer("/layer"), directory: "", name: "c.json", destination: nil)),
  ])
  fileprivate func `A path is below the mount that holds it, or in the layer`(path: String, place: Location) {
    #expect(Location.all(of: path, in: Self.details([Self.bind])) == [place])
  }

  @Test func `The longest destination counts`() {
    let mounts = [Self.mount("/a", "/"), Self.mount("/b", "/var/log"), Self.mount("/c", "/var/log/x")]
    for mounts in [mounts, mounts.reversed()] {
      let found = Location.all(of: "/var/log/x/f", in: Self.details(mounts))
      #expect(found == [Location(root: .mount("/c"), directory: "", name: "f", destination: "/var/log/x")])
    }
  }

  @Test func `A file that is a mount itself is found by the name of its source`() {
    let details = Self.details([Self.mount("/srv/events.json", "/var/log/cowrie.json")])
    let found = Location.all(of: "/var/log/cowrie.json", in: details)
    #expect(found == [Location(root: .mount("/srv"), directory: "", name: "events.json", destination: nil)])
  }

  @Test(arguments: ["tmpfs", "bind"])
  func `What the host doesn't have is looked for in the root of the process`(type: String) {
    let details = Self.details(
      [Self.mount(type == "tmpfs" ? "" : "/srv", "/var/log", type: type)],
      layer: nil,
      process: 42
    )
    let found = Location.all(of: "/var/log/f", in: details) { process, id in (process, id) == (42, "c0ffee") }
    let others = Location.all(of: "/var/log/f", in: details) { _, _ in false }
    #expect(others == found.dropLast())
    #expect(found.last == Location(root: .process(42), directory: "var/log", name: "f", destination: nil))
    #expect(found.count == (type == "tmpfs" ? 1 : 2))
  }

  @Test(arguments: ["", "/", "//", "/."])
  func `A path without a name is nowhere`(path: String) {
    #expect(Location.all(of: path, in: Self.details([Self.bind])).isEmpty)
  }
}

struct ContainerMountsTests {
  private func details(_ id: String, _ source: String, readWrite: Bool = true) -> ContainerDetails {
    var details = ContainerDetails(
      id: id,
      name: id,
      image: "",
      labels: [:],
      hasTTY: false,
      isRunning: true,
      logDriver: "json-file",
      logPath: nil
    )
    details.mounts = [
      ContainerMount(type: "bind", source: source, destination: "/data", readWrite: readWrite)
    ]
    return details
  }

  @Test(arguments: [
    ("/srv/cowrie/log", true, true), ("/srv/cowrie", true, true), ("/srv/cowrie/log/f", true, true),
    ("/srv/cowrie/log", false, false), ("/srv/cowrie/logs", true, false), ("/srv/cow", true, false),
    ("/", true, true),
  ])
  func `A directory is shared with a container that can write it`(
    source: String,
    readWrite: Bool,
    isShared: Bool
  ) {
    let mounts = ContainerMounts()
    mounts.note(details("own", "/srv/cowrie/log"))
    #expect(!mounts.isShared("/srv/cowrie/log", with: "own"))
    mounts.note(details("other", source, readWrite: readWrite))
    #expect(mounts.isShared("/srv/cowrie/log", with: "own") == isShared)
  }
}
