import DockerEngine
import Foundation
import Testing
import TestSupport

@testable import Doctor

struct ContainerFilesCheckTests {
  private static func finding(_ reason: UnreadableReason) -> Finding {
    let file = ContainerFilesCheck.Unreadable(container: "pot", path: "/log/a.json", reason: reason)
    return ContainerFilesCheck().finding(.init(count: 3, unreadable: [file]))
  }

  @Test(
    arguments: [
      (.remoteEngine, "another host", "on the engine's host"),
      (.notPermitted(directory: "/d/v"), "below /d/v", "deploy/read-honeypots.conf"),
      (.notPermitted(directory: "/d/v"), "below /d/v", "`stat -c '%U:%G %a' /d/v`"),
      (.hidden(directory: "/d/v"), "/d/v is missing or hidden", "`BindReadOnlyPaths=/d/v`"),
      (.hidden(directory: "/d/v"), "/d/v is missing or hidden", "`-v /d/v:/d/v:ro`"),
      (.notMounted, "in no mount", "`docker run -v pot-logs:/log …`"),
      (.refused("a symbolic link, which is not followed"), "a symbolic link", "regular files"),
    ] as [(UnreadableReason, String, String)]
  )
  func `Each reason has its advice`(reason: UnreadableReason, found: String, advice: String) {
    let finding = Self.finding(reason)
    #expect(finding.verdict == .warning)
    #expect(finding.found.hasPrefix("1 of 3 files in containers can't be read: pot:/log/a.json ("))
    #expect(finding.found.contains(found))
    #expect(finding.advice?.contains(advice) == true)
  }

  @Test func `The same advice is given once`() {
    let files = (0..<9).map {
      ContainerFilesCheck.Unreadable(container: "p\($0)", path: "/a", reason: .remoteEngine)
    }
    let finding = ContainerFilesCheck().finding(.init(count: 9, unreadable: files))
    #expect(finding.advice == "Run the collector on the engine's host.")
    #expect(finding.found.contains("and 4 more"))
  }

  @Test func `Readable files are all right, and without files there is no finding`() {
    #expect(ContainerFilesCheck().finding(.init(count: 2)).verdict == .ok)
    #expect(ContainerFilesCheck().judge(.init()) == nil)
  }

  @Test(
    arguments: [
      ("CapEff:\t0000000000000004\n", true), ("Name:\tx\nCapEff:\t000001ffffffffff\n", true),
      ("CapEff:\t0000000000000002\n", false), ("CapEff:\t\n", false), ("", false),
      ("CapPrm:\t0000000000000004\n", false),
    ]
  )
  func `The capability to read all files is known by its bit`(status: String, isSet: Bool) {
    #expect(ContainerFilesCheck.readsAllFiles(status) == isSet)
  }

  @Test func `A file is found, awaited or refused`() throws {
    let folder = try ScratchDirectory()
    try FileManager.default.createDirectory(atPath: folder.file("in"), withIntermediateDirectories: true)
    try folder.write("x", to: "in/a.json")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("in/link.json"),
      withDestinationPath: "a.json"
    )
    func find(_ path: String, in source: String) -> UnreadableReason? {
      let mount = ContainerMount(type: "bind", source: source, destination: "/log", readWrite: true)
      var details = ContainerDetails(
        id: "c0ffee",
        name: "pot",
        image: "",
        labels: [:],
        hasTTY: false,
        isRunning: false,
        logDriver: "json-file",
        logPath: nil
      )
      details.mounts = [mount]
      return UnreadableReason.find(path, in: details)
    }
    #expect(find("/log/a.json", in: folder.file("in")) == nil)
    #expect(find("/log/later.json", in: folder.file("in")) == nil)
    #expect(find("/log/*.json", in: folder.file("in")) == nil)
    #expect(find("/log/sub/*.json", in: folder.file("in")) == nil)
    #expect(
      find("/log/link.json", in: folder.file("in")) == .refused("a symbolic link, which is not followed")
    )
    #expect(find("/log/a.json", in: folder.file("none")) == .hidden(directory: folder.file("none")))
    #expect(find("/other/a.json", in: folder.file("in")) == .notMounted)
  }
}
