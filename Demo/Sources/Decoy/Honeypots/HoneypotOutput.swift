import Glibc

/// Where a honeypot's lines go: a standard stream, or a file that is renamed when it has enough of them.
struct HoneypotOutput {
  private let target: WorkloadRun.Target
  /// Lines after which the file is renamed; 0 is never.
  private let rotateEvery: Int
  private var lines = 0
  private var pending: [UInt8] = []

  /// - Parameters:
  ///   - place: `stdout`, `stderr` or a path. A file that is there is continued.
  ///   - heading: the first line of each file.
  ///   - rotateEvery: lines after which the file is renamed; 0 is never.
  init(_ place: String, heading: String?, rotateEvery: Int) {
    self.rotateEvery = rotateEvery
    target =
      switch place {
      case "stdout": .stream(.output)
      case "stderr": .stream(.error)
      default: .file(LogFile(path: place, header: heading))
      }
  }

  /// Adds what `line` appends, and writes when enough has come together.
  mutating func write(_ line: (inout [UInt8]) -> Void) throws(Failure) {
    line(&pending)
    lines += 1
    let isFull = rotateEvery > 0 && lines >= rotateEvery
    if isFull || pending.count >= WorkloadRun.pieceSize { try flush() }
    if isFull, case .file(let file) = target {
      try Self.rotate(file.path)
      lines = 0
    }
  }

  /// Writes what has come together.
  mutating func flush() throws(Failure) {
    try target.write(pending)
    pending.removeAll(keepingCapacity: true)
  }

  /// Gives the file the date as a suffix, with a number if that name is taken.
  private static func rotate(_ path: String) throws(Failure) {
    let dated = path + "." + MadeUpValues.text(of: Clock.wall / 1_000_000_000, "%Y-%m-%d")
    var target = dated
    var number = 0
    while access(target, F_OK) == 0 {
      number += 1
      target = "\(dated).\(number)"
    }
    guard rename(path, target) == 0 else { throw .system("can't rename \(path)", errno) }
  }
}
