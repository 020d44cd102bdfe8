internal import Basics

/// A user name and a password that were tried together; one of them may be missing.
struct Credential {
  let username: String?
  let password: String?

  init?(username: String?, password: String?) {
    guard username != nil || password != nil else { return nil }
    self.username = username
    self.password = password
  }

  /// Whether it is short enough to be remembered.
  var isShort: Bool { (username?.utf8.count ?? 0) + (password?.utf8.count ?? 0) <= 256 }

  /// The first 16 bytes of the SHA-256 of both, with their lengths before them: what an index can hold of long ones.
  var digest: [UInt8] {
    var hash = SHA256()
    for text in [username, password] {
      let length = Int64(text?.utf8.count ?? -1)
      withUnsafeBytes(of: length.littleEndian) { hash.update($0) }
      if var text { text.withUTF8 { hash.update(UnsafeRawBufferPointer($0)) } }
    }
    return Array(hash.finalize().prefix(16))
  }
}

extension Credential: Hashable {
  static func == (lhs: Self, rhs: Self) -> Bool { lhs.texts == rhs.texts }

  func hash(into hasher: inout Hasher) { hasher.combine(texts) }

  private var texts: [ExactText?] { [username.map { ExactText($0) }, password.map { ExactText($0) }] }
}
