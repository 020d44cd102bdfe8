import Files
import Glibc
import Testing
import TestSupport

struct DirectoryStreamTests {
  private struct CannotOpen: Error {
    let code: Int32
  }

  @Test(arguments: ["a", "resolv.conf", String(repeating: "n", count: 255)])
  func `Nothing behind the name of an entry is read`(name: String) throws {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let pages = try #require(mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    try #require(pages != MAP_FAILED)
    defer { munmap(pages, 2 * page) }
    try #require(mprotect(pages + page, page, PROT_NONE) == 0)
    // As the kernel makes it: the name with its zero, and up to a multiple of eight bytes.
    let offset = try #require(MemoryLayout<dirent>.offset(of: \.d_name))
    let length = (offset + name.utf8.count + 1 + 7) & ~7
    let entry = pages + page - length
    for (index, byte) in (Array(name.utf8) + [0]).enumerated() {
      entry.storeBytes(of: byte, toByteOffset: offset + index, as: UInt8.self)
    }
    #expect(DirectoryStream.name(of: entry.assumingMemoryBound(to: dirent.self)) == name)
  }

  @Test
  func `Each name comes once, by path or by descriptor, and the descriptor stays open`() throws {
    let directory = try ScratchDirectory()
    let made = (0..<2000).map { String(repeating: "x", count: $0 % 200) + "\($0)" }
    for name in made { close(creat(directory.file(name), 0o600)) }
    var found: [String] = []
    guard var byPath = DirectoryStream(directory.path) else { throw CannotOpen(code: errno) }
    while let name = byPath.next() { found.append(name) }
    #expect(errno == 0)
    #expect(found.sorted() == made.sorted())
    let descriptor = open(directory.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    for _ in 0..<2 {
      var again: [String] = []
      guard var stream = DirectoryStream(of: descriptor) else { throw CannotOpen(code: errno) }
      while let name = stream.next() { again.append(name) }
      #expect(again.sorted() == made.sorted())
    }
  }

  @Test
  func `What cannot be opened is nil, with the reason in errno`() {
    if let _ = DirectoryStream("/nowhere/at/all") { Issue.record("a directory that isn't there") }
    #expect(errno == ENOENT)
    if let _ = DirectoryStream(of: -1) { Issue.record("a descriptor that isn't open") }
    #expect(errno == EBADF)
  }
}
