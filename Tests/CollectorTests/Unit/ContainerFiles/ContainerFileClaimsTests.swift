import Basics
import DockerEngine
import Files
import RotatedFiles
import Testing

@testable import Collector

struct ContainerFileClaimsTests {
  private static let key = ContainerFileKey(device: 1, inode: 2, name: "cowrie.json")
  private static let identity = FileIdentity(device: 1, inode: 9, birth: 7)

  private static func place(_ container: String, _ identity: FileIdentity = identity) -> ContainerFilePlace {
    var place = ContainerFilePlace(
      container: container,
      containerName: container,
      path: "/log/cowrie.json",
      directory: "/srv"
    )
    place.position.device = identity.device
    place.position.inode = identity.inode
    place.position.birth = identity.birth
    return place
  }

  private static func rank(_ name: String, isNamed: Bool = false) -> ContainerFileClaims.Rank {
    ContainerFileClaims.Rank(isNamed: isNamed, containerName: name)
  }

  @Test func `The first by name reads a file that several have`() {
    let claims = ContainerFileClaims([:])
    #expect(claims.claim(Self.key, for: "2", Self.rank("beta")) == nil)
    #expect(claims.take(Self.key, for: "2"))
    #expect(claims.claim(Self.key, for: "3", Self.rank("gamma")) == "beta")
    #expect(!claims.take(Self.key, for: "3"))
    // A better claim waits until the holder has given the file back.
    #expect(claims.claim(Self.key, for: "1", Self.rank("alpha")) == nil)
    #expect(!claims.take(Self.key, for: "1"))
    #expect(!claims.belongs(Self.key, to: "2"))
    claims.release(Self.key, by: "2", keepsClaim: true)
    #expect(claims.take(Self.key, for: "1"))
  }

  @Test func `A container that names the file comes before one with a pattern`() {
    let claims = ContainerFileClaims([:])
    #expect(claims.claim(Self.key, for: "1", Self.rank("alpha")) == nil)
    #expect(claims.claim(Self.key, for: "9", Self.rank("zeta", isNamed: true)) == nil)
    #expect(claims.belongs(Self.key, to: "9"))
    #expect(claims.claim(Self.key, for: "1", Self.rank("alpha")) == "zeta")
  }

  @Test func `A container's end lets another one go on where it ended`() throws {
    let claims = ContainerFileClaims([:])
    _ = claims.claim(Self.key, for: "1", Self.rank("cowrie"))
    #expect(claims.take(Self.key, for: "1"))
    claims.keep(Self.place("1"), of: Self.key)
    #expect(claims.unclaimed.isEmpty)
    claims.withdraw("1")
    #expect(claims.unclaimed == [Self.key: Self.place("1")])
    #expect(claims.claim(Self.key, for: "2", Self.rank("cowrie")) == nil)
    #expect(claims.take(Self.key, for: "2"))
    #expect(
      try #require(
        claims.place(of: Self.key, identity: nil, directory: "", container: "9", path: "/log/cowrie.json")
      ).place == Self.place("1")
    )
  }

  @Test func `A file that was moved keeps its place, unless somebody reads it where it was`() throws {
    let former = ContainerFileKey(device: 1, inode: 3, name: "cowrie.json")
    let claims = ContainerFileClaims([former: Self.place("1")])
    _ = claims.claim(former, for: "1", Self.rank("a"))
    #expect(claims.take(former, for: "1"))
    #expect(
      claims.place(
        of: Self.key,
        identity: Self.identity,
        directory: "",
        container: "9",
        path: "/log/cowrie.json"
      ) == nil
    )
    claims.withdraw("1")
    let other = FileIdentity(device: 1, inode: 8, birth: 7)
    #expect(
      claims.place(of: Self.key, identity: other, directory: "", container: "9", path: "/log/cowrie.json")
        == nil
    )
    let found = try #require(
      claims.place(
        of: Self.key,
        identity: Self.identity,
        directory: "",
        container: "9",
        path: "/log/cowrie.json"
      )
    )
    #expect(found.former == former)
    #expect(found.place == Self.place("1"))
    #expect(
      claims.place(of: former, identity: nil, directory: "", container: "9", path: "/log/cowrie.json") == nil
    )
  }

  @Test func `Beyond the limit the places read longest ago are dropped`() {
    var places: [ContainerFileKey: ContainerFilePlace] = [:]
    let limit = ContainerFileClaims.placeLimit
    for number in 0..<limit + 3 {
      var place = Self.place("1", .none)
      place.lastRead = EngineTimestamp(nanoseconds: Int64(number))
      places[ContainerFileKey(device: 1, inode: UInt64(number), name: "f")] = place
    }
    let claims = ContainerFileClaims(places)
    #expect(Set(claims.dropExcess().map(\.inode)) == [0, 1, 2])
    #expect(claims.unclaimed.count == limit)
    #expect(claims.dropExcess().isEmpty)
  }

  @Test func `A container takes a file once, however many of its paths lead there`() {
    let claims = ContainerFileClaims([:])
    #expect(claims.claim(Self.key, for: "1", Self.rank("a", isNamed: true)) == nil)
    #expect(claims.take(Self.key, for: "1"))
    #expect(claims.claim(Self.key, for: "1", Self.rank("a")) == nil)
    #expect(!claims.take(Self.key, for: "1"))
    // The better claim counts.
    #expect(claims.claim(Self.key, for: "2", Self.rank("0")) == "a")
  }

  @Test func `Whoever was announced is waited for`() {
    let claims = ContainerFileClaims([:])
    #expect(claims.isSettled)
    claims.announce("1")
    claims.announce("2")
    claims.noteArrival(of: "1")
    #expect(!claims.isSettled)
    claims.withdraw("2")
    #expect(claims.isSettled)
  }

  @Test(arguments: [("/srv", true), ("/srv2", false), ("", false)])
  func `After a boot with other device numbers a file is known by its directory's path`(
    directory: String,
    isKnown: Bool
  ) {
    let former = ContainerFileKey(device: 7, inode: Self.key.inode, name: Self.key.name)
    let claims = ContainerFileClaims([former: Self.place("1")])
    let other = FileIdentity(device: 1, inode: 8, birth: 7)
    let found = claims.place(
      of: Self.key,
      identity: other,
      directory: directory,
      container: "9",
      path: "/log/cowrie.json"
    )
    #expect((found?.former == former) == isKnown)
  }

  @Test func `Nothing stays of a claim without a place`() {
    let claims = ContainerFileClaims([:])
    _ = claims.claim(Self.key, for: "1", Self.rank("a"))
    #expect(claims.take(Self.key, for: "1"))
    claims.keep(Self.place("1"), of: Self.key)
    claims.forget(Self.key)
    #expect(claims[Self.key] == nil)
    claims.release(Self.key, by: "1", keepsClaim: false)
    #expect(claims.names(inDirectoryOf: Self.key).isEmpty)
    #expect(claims.claim(Self.key, for: "2", Self.rank("b")) == nil)
  }
}
