import Glibc

/// Where a honeypot's lines go: a standard stream, or a file that is renamed when it has enough of them.
struct HoneypotOutput {
  /// Bytes that are gathered for one write.
  private static let pieceSize = 128 * 1024

  /// Nil for a standard stream.
  private let path: String?
  private let heading: String?
  private let rotateEvery: Int
  private var stream: StandardStream
  private var lines = 0
  private var pending: [UInt8] = []

  /// - Parameters:
  ///   - place: `stdout`, `stderr` or a path. A file that is there is continued.
  ///   - heading: the first line of each file.
  ///   - rotateEvery: lines after which the file is renamed; 0 is never.
  init(_ place: String, heading: String?, rotateEvery: Int) throws(Failure) {
    self.heading = heading
    self.rotateEvery = rotateEvery
    switch place {
    case "stdout": (path, stream) = (nil, .output)
    case "stderr": (path, stream) = (nil, .error)
    default: (path, stream) = (place, try Self.open(place))
    }
    try writeHeading()
  }

  /// Adds what `line` appends, and writes when enough has come together.
  mutating func write(_ line: (inout [UInt8]) -> Void) throws(Failure) {
    line(&pending)
    lines += 1
    let isFull = rotateEvery > 0 && lines >= rotateEvery
    if isFull || pending.count >= Self.pieceSize { try flush() }
    if isFull, let path { try rotate(path) }
  }

  /// Writes what has come together.
  mutating func flush() throws(Failure) {
    try stream.write(pending)
    pending.removeAll(keepingCapacity: true)
  }

  /// Gives the file the date as a suffix, with a number if that name is taken, and begins a new one.
  private mutating func rotate(_ path: String) throws(Failure) {
    let dated = path + "." + MadeUpValues.text(of: Clock.wall / 1_000_000_000, "%Y-%m-%d")
    var target = dated
    var number = 0
    while access(target, F_OK) == 0 {
      number += 1
      target = "\(dated).\(number)"
    }
    guard rename(path, target) == 0 else { throw .system("can't rename \(path)", errno) }
    close(stream.descriptor)
    stream = try Self.open(path)
    lines = 0
    try writeHeading()
  }

  private func writeHeading() throws(Failure) {
    guard path != nil, let heading, lseek(stream.descriptor, 0, SEEK_END) == 0 else { return }
    try stream.write(heading + "\n")
  }

  private static func open(_ path: String) throws(Failure) -> StandardStream {
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system("can't open \(path)", errno) }
    return StandardStream(descriptor: descriptor)
  }
}
