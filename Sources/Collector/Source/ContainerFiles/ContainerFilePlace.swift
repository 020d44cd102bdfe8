import Basics
import DecoyEvents
import DockerEngine
import RotatedFiles

/// The name of a file in a directory of the host. The place up to which it was read belongs to it, not to a container.
struct ContainerFileKey: Sendable, Hashable {
  /// The directory's device and inode.
  var device: UInt64
  var inode: UInt64
  var name: String
}

/// How far a file of a container was read, through all its rotations.
struct ContainerFilePlace: Sendable, Hashable {
  struct Flags: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    /// Everything was read while the container did not run, or a gap accounts for the rest.
    static let isFinished = Self(rawValue: 1)
    /// It can't be read, and a gap says so.
    static let isRefused = Self(rawValue: 2)
    /// Rotated files can't all be read, and a gap says so.
    static let hasReportedSiblings = Self(rawValue: 4)
  }

  /// The id and name of the container that had it last.
  var container: String
  var containerName: String
  /// Its path in that container.
  var path: String
  /// The directory's path on the host; empty if it has none.
  var directory: String
  /// When the directory was made, in nanoseconds since 1970; 0 if that isn't known.
  var directoryBirth: Int64 = 0
  /// When the container was last started, according to the engine.
  var startedAt: EngineTimestamp?
  /// When its last line was read; `nil` before the first.
  var lastRead: EngineTimestamp?
  var flags: Flags = []
  var position = RotatedFilePosition.start
  /// What the format's reader needs to go on.
  var continuation = LineContinuation()

  var isReadToEnd: Bool { flags.contains(.isFinished) && !flags.contains(.isRefused) }

  var output: OutputID { OutputID(container: container, file: path) }

  /// The file in messages.
  var subject: String { Self.subject(containerName, path) }

  /// A container's file in messages. Its name may be an attacker's.
  static func subject(_ containerName: String, _ path: String) -> String {
    "\(containerName) \(PrintableText.make(from: path.utf8, limit: 256))"
  }

  /// Bytes in a commit, apart from those of fixed size.
  var size: Int {
    container.utf8.count + containerName.utf8.count + path.utf8.count + directory.utf8.count
      + position.bytes.count + continuation.columns.count + continuation.open.count
  }
}

extension RotatedFilePosition {
  /// Before everything, whenever it was written.
  static let start = RotatedFilePosition.beginning(after: .min)
}
