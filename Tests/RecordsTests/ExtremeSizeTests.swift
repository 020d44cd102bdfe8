import Glibc
import Testing
import TestSupport

@testable import RotatedFiles

/// Files can bear any size: a sparse one takes no room.
struct ExtremeSizeTests {
  @Test func `What is behind is at most the largest number there is`() throws {
    // A file system of memory takes files of any size.
    let directory = try ScratchDirectory(in: "/dev/shm")
    let path = directory.file("decoy.json")
    for name in ["", ".1", ".2"] {
      let descriptor = open(path + name, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      try #require(descriptor >= 0)
      defer { close(descriptor) }
      try #require(ftruncate(descriptor, off_t(1) << 62) == 0)
    }
    #expect(RotatedFileReader(path, from: .beginning).bytesBehind == .max)
  }
}
