internal import Basics

/// The secret that opens the dashboard.
///
/// Only digests are compared, in the same time whatever they are.
struct DashboardToken: Sendable {
  /// How long a token may be; bytes.
  static let lengths = 16...256

  private let digest: SHA256Digest
  /// What stands for the token in a cookie: it tells nobody the token, and a new token makes it worthless.
  let cookieValue: String

  /// - Throws: ``DashboardAccessError/badToken``.
  init(_ token: String) throws(DashboardAccessError) {
    guard Self.lengths.contains(token.utf8.count), token.utf8.allSatisfy(Self.isUnreserved) else {
      throw .badToken
    }
    digest = SHA256.hash(token.utf8)
    cookieValue =
      SHA256.authenticationCode(for: Array("decklog dashboard cookie".utf8), using: Array(token.utf8))
      .hexadecimal
  }

  /// Whether it is the token.
  func matches(_ candidate: String) -> Bool {
    SHA256.hash(candidate.utf8) == digest
  }

  /// Whether it is the value of the cookie.
  func matches(cookie candidate: String) -> Bool {
    SHA256.hash(candidate.utf8) == SHA256.hash(cookieValue.utf8)
  }

  /// Characters that mean themselves in a URL (RFC 3986, section 2.3), all of which a header can carry.
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-_.~".utf8.contains(byte)
    }
  }
}
