import DecoyEvents
import DockerEngine
import Files
import Foundation
import Testing
import TestSupport

@testable import Collector

@Suite("Files of one container", .timeLimit(.minutes(Patience.minutes(5))))
struct ContainerFileSetTests {
  /// Inode numbers are used again at once, so that the next container's directory may have the last one's.
  @Test(arguments: ["former", "c"], [true, false])
  func `A file that was in a directory with the same number is a gap of the container that had it`(
    former: String,
    isFinished: Bool
  ) async throws {
    let directory = try ScratchDirectory()
    try Data("{}\n".utf8).write(to: URL(filePath: directory.file("cowrie.json")))
    let identity = try ForeignDirectory(directory.path).identity
    let key = ContainerFileKey(device: identity.device, inode: identity.inode, name: "cowrie.json")
    var place = ContainerFilePlace(
      container: former,
      containerName: former,
      path: "/log/cowrie.json",
      directory: "/nonexistent/layer",
      directoryBirth: 1
    )
    place.flags = isFinished ? .isFinished : []
    var state = CollectorState(floodWindow: 0)
    state.apply(.file(key, place))
    var environment: CollectorEnvironment?
    try await UnitFleet.with(recovered: state) { environment = $0.environment }
    let set = ContainerFileSet(
      [ContainerSources.File(path: "/log/cowrie.json", format: nil)],
      of: Self.details(mounting: directory.path),
      FleetMember(id: "c", name: "c", rule: .image("cowrie")),
      beginsAtEnd: false,
      tracer: nil,
      environment: try #require(environment)
    )
    while try await set.read() {}
    let batches = environment?.channel.takeWaiting() ?? []
    let gaps = batches.flatMap(\.gaps)
    #expect(gaps.map(\.output) == (isFinished ? [] : [OutputID(container: former, file: "/log/cowrie.json")]))
    #expect(batches.reduce(0) { $0 + $1.lines.counts.lines } == 1)
  }

  private static func details(mounting directory: String) -> ContainerDetails {
    ContainerDetails(
      id: "c",
      name: "c",
      image: "cowrie",
      labels: [:],
      hasTTY: false,
      isRunning: true,
      logDriver: "json-file",
      logPath: nil,
      mounts: [ContainerMount(type: "bind", source: directory, destination: "/log", readWrite: true)]
    )
  }
}
