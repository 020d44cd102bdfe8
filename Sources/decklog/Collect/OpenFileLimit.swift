import ArgumentParser
import Files
import Glibc

/// How many files the process may have open.
enum OpenFileLimit {
  /// Makes it as many as the system allows: each container has a few, and the usual 1,024 are soon gone.
  static func raise() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// Raises it, and makes sure that it is enough: a process that runs out of descriptors is ended in the middle of its
  /// work (``OpenFiles``).
  ///
  /// - Parameters:
  ///   - needed: the fewest that do.
  ///   - more: what else takes some, for the message.
  /// - Throws: `ExitCode`, when it was said why.
  static func require(_ needed: Int = OpenFiles.least, more: String = "") throws {
    raise()
    guard OpenFiles.limit < needed else { return }
    StandardError.print(
      "only \(OpenFiles.limit) files may be open, and \(needed) are needed\(more): set LimitNOFILE=65536 in the unit, or"
        + " `ulimit -n 65536` before the start"
    )
    throw ExitCode(EX_CONFIG)
  }
}
