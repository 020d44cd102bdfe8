import Basics
import CDecklog
import Glibc

/// Which file systems append as one step, so that two writers never overwrite each other.
package enum FileSystemCheck {
  /// The magic numbers of statfs(2) of those that do not, and their names.
  private static let unsafe: [Int: String] = [
    0x6969: "NFS", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB", 0x517B: "SMB", 0x6573_5546: "FUSE",
    0x0102_1997: "9P", 0x00C3_6400: "Ceph", 0x5346_414F: "AFS", 0x0BD0_0BD0: "Lustre",
  ]

  /// The name of a file system that can't be relied on; `nil` for any other.
  package static func unsafeName(_ type: Int) -> String? { unsafe[type] }

  /// - Throws: ``EvidenceError`` with code `unsafeFileSystem`.
  static func check(_ path: String) throws(EvidenceError) {
    let (directory, _) = Directories.split(path)
    let type = decklog_file_system(directory)
    guard type >= 0 else { throw EvidenceError("look at", directory, code: errno) }
    if let name = unsafeName(Int(type)) {
      throw EvidenceError(
        .unsafeFileSystem,
        "\(directory) is on \(name), where two writers overwrite each other's lines; use a local disk, or force it"
      )
    }
  }
}
