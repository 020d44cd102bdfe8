internal import Basics

/// The secret that opens the dashboard.
///
/// Only digests are compared, so that timing says nothing about the token.
struct DashboardToken: Sendable {
  /// The allowed lengths of a token, in bytes.
  static let lengths = 16...256

  private let digest: SHA256Digest
  /// Stands for the token in a cookie: it doesn't reveal the token, and a new token invalidates it.
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

  func matches(_ candidate: String) -> Bool {
    SHA256.hash(candidate.utf8) == digest
  }

  func matches(cookie candidate: String) -> Bool {
    SHA256.hash(candidate.utf8) == SHA256.hash(cookieValue.utf8)
  }

  /// Characters that need no escapes in a URL (RFC 3986, section 2.3) or a header.
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-_.~".utf8.contains(byte)
    }
  }
}
