internal import CZlib
internal import Glibc

/// A file that is appended to and rotated as logrotate does it.
public struct RotatingFile: ~Copyable {
  /// The file.
  public let path: String
  private var descriptor: Int32 = -1

  /// A file that is not there yet.
  public init(_ path: String) { self.path = path }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Appends to the file that was opened last, whatever its name is by now.
  public mutating func append(_ text: String) {
    if descriptor < 0 { reopen() }
    var text = text
    text.withUTF8 { bytes in
      precondition(write(descriptor, bytes.baseAddress, bytes.count) == bytes.count)
    }
  }

  /// Opens what has the name, or makes it.
  public mutating func reopen() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
    precondition(descriptor >= 0)
  }

  /// Renames what has the name, and the rotated ones before; whoever has it open goes on with it.
  public func rename() {
    shift()
    move(path, path + ".1")
  }

  /// Renames what has the name to one with a date.
  public func rename(date: Int) { move(path, path + "-\(date)") }

  /// Makes room for a copy under the number 1.
  public func shift() {
    var highest = 0
    while exists(highest + 1) != nil { highest += 1 }
    for number in stride(from: highest, to: 0, by: -1) {
      guard let suffix = exists(number) else { continue }
      move(path + ".\(number)\(suffix)", path + ".\(number + 1)\(suffix)")
    }
  }

  /// Copies what has the name.
  public func copy(to name: String, upTo limit: Int = .max) {
    let content = Self.read(path)
    Self.make(path + name, content.prefix(limit))
  }

  /// Truncates what has the name.
  public func truncate(to size: Int = 0) { precondition(Glibc.truncate(path, off_t(size)) == 0) }

  /// Waits until the clock that files are stamped with goes on.
  public static func awaitTick() {
    // The kernel shows each tick to processes a moment before it stamps files with it.
    for _ in 0..<2 {
      var before = timespec()
      clock_gettime(CLOCK_REALTIME_COARSE, &before)
      var now = before
      while now.tv_nsec == before.tv_nsec { clock_gettime(CLOCK_REALTIME_COARSE, &now) }
    }
  }

  /// Whether something has the name.
  public var isThere: Bool { access(path, F_OK) == 0 }

  /// Deletes a rotated file.
  public func remove(_ name: String) { unlink(path + name) }

  /// Deletes what has the name.
  public func delete() { unlink(path) }

  /// Compresses a rotated file, with its times, as gzip does before it removes the file.
  public func compress(_ name: String) {
    let content = Self.read(path + name)
    var status = stat()
    precondition(stat(path + name, &status) == 0)
    guard let handle = gzopen(path + name + ".gz", "wb1") else { preconditionFailure("no room") }
    content.withUnsafeBytes { bytes in
      precondition(
        bytes.isEmpty || gzwrite(handle, bytes.baseAddress, UInt32(bytes.count)) == Int32(bytes.count)
      )
    }
    gzclose(handle)
    utimensat(AT_FDCWD, path + name + ".gz", [status.st_atim, status.st_mtim], 0)
  }

  /// The suffix with which there is a rotated file of this number.
  private func exists(_ number: Int) -> String? {
    ["", ".gz"].first { access(path + ".\(number)\($0)", F_OK) == 0 }
  }

  private func move(_ old: String, _ new: String) {
    precondition(Glibc.rename(old, new) == 0 || errno == ENOENT)
  }

  /// What stands in a file.
  public static func read(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      guard count > 0 else { return content }
      content += piece[..<count]
    }
  }

  /// Makes a file.
  public static func make(_ path: String, _ content: some Collection<UInt8>) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    precondition(descriptor >= 0)
    let bytes = Array(content)
    precondition(write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
  }

  /// Makes a symbolic link.
  public static func link(_ path: String, to target: String) { precondition(symlink(target, path) == 0) }

  /// Makes a FIFO.
  public static func makePipe(_ path: String) { precondition(mkfifo(path, 0o640) == 0) }
}
