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
    claims.release(Self.key, by: "2")
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
    #expect(try #require(claims.place(of: Self.key, identity: nil)).place == Self.place("1"))
  }

  @Test func `A file that was moved keeps its place, unless somebody reads it where it was`() throws {
    let former = ContainerFileKey(device: 1, inode: 3, name: "cowrie.json")
    let claims = ContainerFileClaims([former: Self.place("1")])
    _ = claims.claim(former, for: "1", Self.rank("a"))
    #expect(claims.take(former, for: "1"))
    #expect(claims.place(of: Self.key, identity: Self.identity) == nil)
    claims.withdraw("1")
    let other = FileIdentity(device: 1, inode: 8, birth: 7)
    #expect(claims.place(of: Self.key, identity: other) == nil)
    let found = try #require(claims.place(of: Self.key, identity: Self.identity))
    #expect(found.former == former)
    #expect(found.place == Self.place("1"))
    #expect(claims.place(of: former, identity: nil) == nil)
  }

  @Test func `Beyond the limit the places read longest ago are dropped`() {
    var places: [ContainerFileKey: ContainerFilePlace] = [:]
    let limit = ContainerFileClaims.placeLimit
    for number in 0..<limit + 3 {
      var place = Self.place("1", .none)
      place.position.written = Int64(number)
      places[ContainerFileKey(device: 1, inode: UInt64(number), name: "f")] = place
    }
    let claims = ContainerFileClaims(places)
    #expect(Set(claims.dropExcess().map(\.inode)) == [0, 1, 2])
    #expect(claims.unclaimed.count == limit)
    #expect(claims.dropExcess().isEmpty)
  }
}
