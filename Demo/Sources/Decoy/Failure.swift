import Glibc

/// Why the decoy can't go on; `description` is what stderr shows.
enum Failure: Error {
  /// The command line makes no sense.
  case usage(String)
  /// The system refused: what was tried, and errno.
  case system(String, Int32)

  /// One line for a person.
  var description: String {
    switch self {
    case .usage(let problem): "\(problem); try: decoy help"
    case .system(let action, let code): "\(action): \(String(cString: strerror(code)))"
    }
  }

  /// The exit status, by sysexits.h: EX_USAGE for the command line, EX_OSERR for the system.
  var status: Int32 {
    switch self {
    case .usage: 64
    case .system: 71
    }
  }
}
