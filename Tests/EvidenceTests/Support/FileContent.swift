import Foundation
import Glibc

/// What other processes do to files, and what they see in them.
enum FileContent {
  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  static func text(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  /// Makes a file that holds `text`.
  static func make(_ path: String, _ text: String = "") throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  /// Appends as a process of its own would: by name, and in one write.
  static func append(_ text: String, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
      throw CocoaError(.fileWriteOutOfSpace)
    }
  }

  static func rename(_ path: String, to other: String) throws {
    try FileManager.default.moveItem(atPath: path, toPath: other)
  }

  static func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: path)
  }

  static func truncate(_ path: String, to length: Int = 0) throws {
    guard Glibc.truncate(path, length) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  static func size(_ path: String) throws -> Int {
    try bytes(path).count
  }
}
