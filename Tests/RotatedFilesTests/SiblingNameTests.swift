import Files
import Glibc
import RotatedFiles
import Testing
import TestSupport

struct SiblingNameTests {
  @Test(arguments: ["/", "//", "/./", "/../NAME/"])
  func `Siblings are spelled as the file is, which distinguishes those of other files`(separator: String)
    throws
  {
    let directory = try ScratchDirectory()
    let name = Directories.split(directory.path).name
    let file = directory.path + separator.replacing("NAME", with: name) + "decoy.log"
    for suffix in ["", ".1", ".lock", ".ledger.jsonl", ".ledger.jsonl.1"] {
      close(creat(file + suffix, 0o600))
    }
    let strangers = [file + ".lock", file + ".ledger.jsonl"]
    #expect(SiblingFiles.paths(of: file, excluded: strangers) == [file + ".1"])
  }

  @Test(
    arguments: [
      (".1", .numbered(1)), (".12.gz", .numbered(12)), ("-20261124", .dated("-20261124")),
      ("-20261124.gz", .dated("-20261124")), (".20261124", .dated(".20261124")),
      (".2026-11-24", .dated(".2026-11-24")), (".2026-11-24.gz", .dated(".2026-11-24")),
      (".2026-11-24T10:00:00Z", .dated(".2026-11-24T10:00:00Z")),
      ("", nil), (".lock", nil), (".123456a", nil), ("1", nil), (".gz", nil),
    ] as [(String, RotationName?)]
  )
  func `A name says what a rotation has made of the file`(suffix: String, rotation: RotationName?) {
    let name = SiblingName("/d/decoy.log" + suffix, of: "/d/decoy.log")
    #expect(name.rotation == rotation)
    #expect(name.isLive == suffix.isEmpty && name.isCompressed == suffix.hasSuffix(".gz"))
  }

  @Test func `Names are ordered from the newest to the oldest, as far as they have an order`() {
    let ordered = ["", ".1", ".2.gz", ".10", "-20261124", "-20261123.gz", ".copy", ".old"]
      .map { SiblingName("/d/f" + $0, of: "/d/f") }
    for (first, newer) in ordered.enumerated() {
      for (second, older) in ordered.enumerated() {
        #expect(newer.precedes(older) == (first < second))
      }
    }
    let (one, two, dated, copy) = (ordered[1], ordered[2], ordered[4], ordered[6])
    #expect(two.mayBeOlder(than: one) && !one.mayBeOlder(than: two) && !one.mayBeOlder(than: one))
    #expect(one.mayBeOlder(than: dated) && dated.mayBeOlder(than: one) && copy.mayBeOlder(than: one))
    #expect(!ordered[0].mayBeOlder(than: one) && one.mayBeOlder(than: ordered[0]))
  }

  @Test func `A compressed file beside its original is unfinished`() {
    let names = [".1", ".1.gz", ".2.gz"].map { SiblingName("/d/f" + $0, of: "/d/f") }
    #expect(SiblingName.unfinished(among: names) == ["/d/f.1.gz"])
  }
}
