import FileTestSupport
import Testing

@testable import Evidence

struct SiblingFilesTests {
  @Test(arguments: ["/", "//", "/./", "/../NAME/"])
  func `Siblings are spelled as the file is, so that those of other files are told apart`(separator: String)
    throws
  {
    let directory = try ScratchDirectory()
    let name = Directories.split(directory.path).name
    let file = directory.path + separator.replacing("NAME", with: name) + "decoy.log"
    for suffix in ["", ".1", ".lock", ".ledger.jsonl", ".ledger.jsonl.1"] {
      try FileContent.make(file + suffix)
    }
    let strangers = [file + ".lock", file + ".ledger.jsonl"]
    #expect(SiblingFiles.paths(of: file, excluded: strangers) == [file + ".1"])
  }
}
