import CDecklog
internal import Files
import Glibc
import NIOCore

/// The caller's state, and the positions of ring and files, at one moment.
struct Checkpoint: Sendable {
  struct FileMark: Sendable, Hashable {
    var path: String
    var identity: FileIdentity
    var generation: UInt64
    /// Its size, after everything that was committed.
    var size: Int
    /// Where our last byte ends; 0 if unknown.
    var ownEnd = 0
    /// Its first bytes; empty if an earlier version made the checkpoint.
    var head: [UInt8] = []
  }

  enum Content {
    case missing
    case valid(Checkpoint)
    case damaged(String)
    case later(UInt32)
  }

  private static let magic: [UInt8] = Array("decklog\u{1}".utf8)
  static let version: UInt32 = 1
  private static let headerLength = 24

  var number: UInt64
  var ring: UInt64
  var incarnation: UInt64
  var bootID = BootID.current
  var next: Ring.Position
  /// The offset of the last commit before it.
  var previous: UInt64
  /// The oldest commit that is still needed.
  var kept: Ring.Position
  var files: [FileMark]
  var state: [UInt8]

  func encoded() -> ByteBuffer {
    var body = ByteBuffer()
    for word in [number, ring, incarnation, next.sequence, UInt64(next.offset), previous, kept.sequence] {
      body.writeInteger(word)
    }
    body.writeInteger(UInt64(kept.offset))
    body.writeText(bootID)
    body.writeInteger(UInt32(files.count))
    for file in files {
      body.writeText(file.path)
      for word in [file.identity.device, file.identity.inode, file.generation, UInt64(file.size)] {
        body.writeInteger(word)
      }
      body.writeInteger(file.identity.birth)
    }
    body.writeInteger(UInt32(state.count))
    body.writeBytes(state)
    // After the state, where earlier versions don't look.
    for file in files {
      body.writeInteger(UInt64(file.ownEnd))
      body.writeInteger(UInt32(file.head.count))
      body.writeBytes(file.head)
    }
    var buffer = ByteBuffer(bytes: Self.magic)
    buffer.writeInteger(Self.version)
    buffer.writeInteger(Self.checksum(body))
    buffer.writeInteger(UInt64(body.readableBytes))
    buffer.writeBuffer(&body)
    return buffer
  }

  static func decode(_ bytes: [UInt8]) -> Content {
    var buffer = ByteBuffer(bytes: bytes)
    guard buffer.readBytes(length: magic.count) == magic, let version = buffer.readInteger(as: UInt32.self),
      let checksum = buffer.readInteger(as: UInt32.self), let length = buffer.readInteger(as: UInt64.self)
    else { return .damaged(bytes.isEmpty ? "empty" : "no checkpoint") }
    guard version <= Self.version else { return .later(version) }
    guard length <= UInt64(buffer.readableBytes), let body = buffer.readSlice(length: Int(length))
    else { return .damaged("cut") }
    guard Self.checksum(body) == checksum else { return .damaged("wrong checksum") }
    guard let checkpoint = Checkpoint(body), checkpoint.isPossible else {
      return .damaged("can't be decoded")
    }
    return .valid(checkpoint)
  }

  /// Whether its numbers are small enough to calculate with.
  private var isPossible: Bool {
    let counters = [number, incarnation, next.sequence, kept.sequence] + files.map(\.generation)
    return counters.allSatisfy { $0 < Slot.limit / 2 } && kept.sequence > 0 && kept.sequence <= next.sequence
      && [next, kept].allSatisfy { 0..<Int(Slot.limit) ~= $0.offset && $0.offset % Slot.alignment == 0 }
      && files.allSatisfy { $0.size >= 0 && $0.ownEnd >= 0 }
  }

  /// From this commit on, those of earlier starts are ignored.
  var floor: (sequence: UInt64, incarnation: UInt64) { (next.sequence, incarnation) }

  /// Whether a ring of a capacity in bytes can be the one that it belongs to.
  func fits(ringOf capacity: Int) -> Bool { next.offset <= capacity && kept.offset <= capacity }

  private static func checksum(_ body: ByteBuffer) -> UInt32 {
    body.withUnsafeReadableBytes { decklog_crc32c(0, $0.baseAddress, $0.count) }
  }
}

extension Checkpoint {
  private init?(_ body: ByteBuffer) {
    var body = body
    guard let number = body.readInteger(as: UInt64.self), let ring = body.readInteger(as: UInt64.self),
      let incarnation = body.readInteger(as: UInt64.self), let next = body.readPosition(),
      let previous = body.readInteger(as: UInt64.self), let kept = body.readPosition(),
      let bootID = body.readText(), let count = body.readInteger(as: UInt32.self)
    else { return nil }
    var files: [FileMark] = []
    for _ in 0..<min(count, UInt32(EvidenceTarget.allCases.count)) {
      guard let path = body.readText(), let device = body.readInteger(as: UInt64.self),
        let inode = body.readInteger(as: UInt64.self), let generation = body.readInteger(as: UInt64.self),
        let size = body.readInteger(as: UInt64.self), let birth = body.readInteger(as: Int64.self)
      else { return nil }
      let identity = FileIdentity(device: device, inode: inode, birth: birth)
      files.append(
        FileMark(path: path, identity: identity, generation: generation, size: Int(truncatingIfNeeded: size))
      )
    }
    guard let length = body.readInteger(as: UInt32.self), let state = body.readBytes(length: Int(length))
    else { return nil }
    for index in files.indices {
      guard let end = body.readInteger(as: UInt64.self), let length = body.readInteger(as: UInt32.self),
        let head = body.readBytes(length: Int(length))
      else { break }
      files[index].ownEnd = Int(truncatingIfNeeded: end)
      files[index].head = head
    }
    self.init(
      number: number,
      ring: ring,
      incarnation: incarnation,
      bootID: bootID,
      next: next,
      previous: previous,
      kept: kept,
      files: files,
      state: state
    )
  }
}

extension ByteBuffer {
  fileprivate mutating func writeText(_ text: String) {
    writeInteger(UInt32(text.utf8.count))
    writeString(text)
  }

  fileprivate mutating func readText() -> String? {
    readInteger(as: UInt32.self).flatMap { readString(length: Int($0)) }
  }

  fileprivate mutating func readPosition() -> Ring.Position? {
    guard let sequence = readInteger(as: UInt64.self), let offset = readInteger(as: UInt64.self)
    else { return nil }
    return Ring.Position(sequence: sequence, offset: Int(truncatingIfNeeded: offset))
  }
}

/// Identifies a run of the kernel; unsynchronized writes don't outlive it.
enum BootID {
  #if DECKLOG_FAILPOINTS
    /// Pretends a restart in tests: this value in their own process, the variable `DECKLOG_BOOT_ID` in others.
    @TaskLocal static var assumed: String?
  #endif

  /// Replaces the boot in a checkpoint once what came after it is in doubt, though the system still runs.
  static let ended = "ended"

  /// The kernel's name for its run (proc(5), `random/boot_id`); empty if it has none.
  static var current: String {
    #if DECKLOG_FAILPOINTS
      if let assumed { return assumed }
      if let assumed = getenv("DECKLOG_BOOT_ID") { return String(cString: assumed) }
    #endif
    guard let file = OpenFile(reading: "/proc/sys/kernel/random/boot_id") else { return "" }
    return String(decoding: FileBytes.read(file.descriptor, at: 0, count: 36), as: UTF8.self)
  }
}
