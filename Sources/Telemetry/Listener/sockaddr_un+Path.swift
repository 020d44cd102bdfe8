internal import Glibc

extension sockaddr_un {
  /// The address of a UNIX socket; `nil` for a path that is too long.
  init?(path: String) {
    self.init()
    sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let isCopied = withUnsafeMutableBytes(of: &sun_path) { target in
      guard bytes.count < target.count else { return false }
      target.copyBytes(from: bytes)
      return true
    }
    guard isCopied else { return nil }
  }
}
