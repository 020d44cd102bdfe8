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
}
