import Foundation
import Glibc
import TestSupport

/// A file system of 256 KiB, and the neighbour who fills it.
final class SmallDisk: Sendable {
  static let blockSize = 4096
  private static let size = 256 << 10

  /// Whether this process may mount one.
  static let isAvailable = Privileges.isRoot && (try? SmallDisk()) != nil
  /// Whether the tests run that need one: in CI always, so that they fail where it can't be mounted.
  static let isWanted = isAvailable || TestTools.isCI

  let path: String
  private let neighbour: String

  /// Only root may mount.
  init() throws {
    path = ScratchDirectory.unusedPath()
    neighbour = path + "/neighbour"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(Self.size)") == 0 else {
      throw CocoaError(.fileWriteNoPermission)
    }
  }

  deinit {
    let detach: Int32 = 2
    umount2(path, detach)
    rmdir(path)
  }

  func file(_ name: String) -> String { path + "/" + name }

  /// Leaves room for so many blocks and no more.
  func fill(leaving blocks: Int = 0) throws {
    let descriptor = open(neighbour, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    defer { close(descriptor) }
    let block = [UInt8](repeating: UInt8(ascii: "n"), count: Self.blockSize)
    while write(descriptor, block, block.count) == block.count {}
    try give(blocks)
  }

  /// Makes room for so many blocks more.
  func give(_ blocks: Int) throws {
    let size = try FileContent.size(neighbour)
    let whole = size - size % Self.blockSize
    guard truncate(neighbour, max(0, whole - blocks * Self.blockSize)) == 0 else {
      throw CocoaError(.fileWriteUnknown)
    }
  }

  /// Takes a block, if there is one.
  func take() {
    let descriptor = open(neighbour, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    defer { close(descriptor) }
    let block = [UInt8](repeating: UInt8(ascii: "n"), count: Self.blockSize)
    _ = write(descriptor, block, block.count)
  }

  /// Makes all room again.
  func clear() throws { try FileContent.remove(neighbour) }
}
