internal import Glibc

/// The socket on which the service manager is notified (sd_notify(3)).
struct NotifySocket: Sendable, Hashable {
  /// A path, or a NUL and a name in the abstract namespace.
  private let name: [UInt8]

  /// - Parameter value: of `NOTIFY_SOCKET`: an absolute path, or `@` and a name; `nil` for anything else, such as the
  ///   `vsock:` of virtual machines.
  init?(_ value: String) {
    var name = Array(value.utf8)
    // sun_path has 108 bytes.
    guard (2...107).contains(name.count), !name.contains(0) else { return nil }
    switch name[0] {
    case UInt8(ascii: "/"): break
    case UInt8(ascii: "@"): name[0] = 0
    default: return nil
    }
    self.name = name
  }

  /// Sends one message without blocking; returns 0 or the error number.
  func send(_ message: String) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    // The length is part of an abstract name; a path need not end in a NUL.
    let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
    let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    let bytes = Array(message.utf8)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), pointer, length) < 0 ? errno : 0
      }
    }
  }
}

/// How often the service manager expects a sign of life (sd_watchdog_enabled(3)).
enum WatchdogInterval {
  /// Half of the microseconds in `WATCHDOG_USEC`; `nil` if `WATCHDOG_PID` names another process than this one.
  static func read(_ environment: [String: String], process: Int32) -> Duration? {
    if let pid = environment["WATCHDOG_PID"], Int32(pid) != process { return nil }
    guard let allowed = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), allowed > 1 else { return nil }
    return .microseconds(allowed / 2)
  }
}
