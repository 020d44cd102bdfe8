import Glibc

/// Why a file below a ``ForeignDirectory`` is not read.
package enum ForeignFileFault: Error, Hashable {
  /// Nothing has that name.
  case missing
  /// The path goes through a symbolic link.
  case link
  /// The path leads out of the directory or onto another mount.
  case outside
  /// It is a FIFO, a device, a socket or a directory, or there is no directory where one is wanted.
  case kind
  /// The file has a second name, which may lead to what others must not have read.
  case secondName
  /// The system reported an error number.
  case failed(code: Int32)

  init(code: Int32) {
    switch code {
    case ENOENT: self = .missing
    case ELOOP: self = .link
    case EXDEV: self = .outside
    case ENOTDIR: self = .kind
    default: self = .failed(code: code)
    }
  }
}

extension ForeignFileFault: CustomStringConvertible {
  /// The reason, to stand behind the file's name.
  package var description: String {
    switch self {
    case .missing: "not found"
    case .link: "a symbolic link, which is not followed"
    case .outside: "on another mount or outside its directory"
    case .kind: "not a regular file or directory"
    case .secondName: "a file with a second hard link"
    case .failed(let code): String(cString: strerror(code))
    }
  }
}
