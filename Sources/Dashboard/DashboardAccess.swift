internal import Basics
package import HTTPListener
internal import HTTPTypes

/// Who may see the dashboard.
///
/// On a loopback address or a UNIX socket, that is every program on this machine that can connect; the listener has
/// checked `Host`. Elsewhere a token is required, and `Host` must be an address or one of the operator's names: a foreign
/// page can point its own name here (DNS rebinding), but not an address.
package struct DashboardAccess: Sendable {
  static let cookieName = "decklog_dashboard"

  private let token: DashboardToken?
  /// The names allowed in `Host` besides addresses; `nil` if the listener checks it.
  private let names: Set<String>?

  /// - Parameters:
  ///   - address: where the listener listens.
  ///   - token: 16 to 256 letters, digits, `-`, `_`, `.` or `~`. Required unless only this machine can connect.
  ///   - names: names of this host that browsers may use, without ports.
  package init(
    at address: ListenAddress,
    token: String? = nil,
    names: [String] = []
  ) throws(DashboardAccessError) {
    guard token != nil || address.isLocal else { throw .tokenMissing }
    for name in names where !Self.isName(name) { throw .badName(name) }
    self.token = try token.map { (token) throws(DashboardAccessError) in try DashboardToken(token) }
    self.names = address.isLocal ? nil : Set(names.map { $0.lowercased() } + ["localhost"])
  }

  /// A refusal, or the redirect that sets the cookie; `nil` if the request may be answered.
  ///
  /// - Parameter isData: whether it asks for data, which only the dashboard's own page may do.
  func answer(to request: PageRequest, isData: Bool) -> PageAnswer? {
    if let names, HostName(request.host).map({ $0.isAddress || names.contains($0.text) }) != true {
      return .line(.misdirectedRequest, "the dashboard is not served under this name")
    }
    // A token needs no escapes.
    if request.path == "/", let query = request.query, query.hasPrefix("token=") {
      let given = String(query.dropFirst("token=".count))
      // Without a token, at least remove this one from the address bar.
      guard let token else { return Self.redirect() }
      return token.matches(given) ? Self.redirect(cookie: token.cookieValue) : Self.unauthorized
    }
    if let token, !isAuthorized(request, token) { return Self.unauthorized }
    return isData && Self.isForeign(request) ? .line(.forbidden, "this is for the dashboard's own page") : nil
  }

  private func isAuthorized(_ request: PageRequest, _ token: DashboardToken) -> Bool {
    if let field = request.fields[.authorization] {
      let parts = field.split(separator: " ", maxSplits: 1)
      return parts.count == 2 && parts[0].lowercased() == "bearer" && token.matches(String(parts[1]))
    }
    // Others may have set cookies of the same name for this host; any valid one counts.
    return request.fields[values: .cookie].flatMap { $0.split(separator: ";") }.contains { pair in
      let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      return parts.count == 2 && parts[0] == Self.cookieName && token.matches(cookie: String(parts[1]))
    }
  }

  /// Whether a foreign page sent the request. Browsers say so (Fetch Metadata); other programs don't.
  private static func isForeign(_ request: PageRequest) -> Bool {
    // `same-site` includes other ports of this host, where honeypots may listen.
    let sites = request.fields.filter { $0.name.canonicalName == "sec-fetch-site" }.map(\.value)
    return sites.contains { $0 != "same-origin" && $0 != "none" }
  }

  private static func redirect(cookie: String? = nil) -> PageAnswer {
    var answer = PageAnswer.line(.seeOther, "see /")
    answer.fields[.location] = "/"
    if let cookie { answer.fields[.setCookie] = "\(cookieName)=\(cookie); Path=/; HttpOnly; SameSite=Strict" }
    return answer
  }

  private static var unauthorized: PageAnswer {
    let text = """
      The dashboard requires its token. In a browser, open this address once with the token behind it:

          /?token=TOKEN

      by typing or pasting it into the address bar. Other programs send the header

          Authorization: Bearer TOKEN
      """
    var answer = PageAnswer.line(.unauthorized, text)
    answer.fields[.wwwAuthenticate] = "Bearer realm=\"decklog\""
    return answer
  }

  private static func isName(_ name: String) -> Bool {
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    return name.utf8.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count)
          && label.utf8.allSatisfy { isAlphanumeric($0) || "-_".utf8.contains($0) }
      }
  }
}

/// Why the dashboard can't be served as configured.
package enum DashboardAccessError: Error, Hashable, CustomStringConvertible {
  /// Other machines can connect, and there is no token.
  case tokenMissing
  /// The token is too short or too long, or has characters that a header or a URL can't carry.
  case badToken
  /// The text is not a host name.
  case badName(String)

  /// One line: what is wrong, and what would be right.
  package var description: String {
    switch self {
    case .tokenMissing: "the dashboard needs a token at an address that other machines can connect to"
    case .badToken:
      "the dashboard's token must be \(DashboardToken.lengths.lowerBound) to \(DashboardToken.lengths.upperBound)"
        + " letters, digits, '-', '_', '.' or '~'"
    case .badName(let name):
      "'\(PrintableText.make(from: name.utf8))' is not a host name, such as decklog.example"
    }
  }
}

/// The secret that opens the dashboard. Only digests are compared, so that timing says nothing about the token.
struct DashboardToken: Sendable {
  /// The allowed lengths of a token, in bytes.
  static let lengths = 16...256

  private let digest: SHA256Digest
  /// Stands for the token in a cookie: it doesn't reveal the token, and a new token invalidates it.
  let cookieValue: String

  init(_ token: String) throws(DashboardAccessError) {
    guard Self.lengths.contains(token.utf8.count), token.utf8.allSatisfy(Self.isUnreserved) else {
      throw .badToken
    }
    digest = SHA256.hash(token.utf8)
    cookieValue =
      SHA256.authenticationCode(for: Array("decklog dashboard cookie".utf8), using: Array(token.utf8))
      .hexadecimal
  }

  func matches(_ candidate: String) -> Bool { SHA256.hash(candidate.utf8) == digest }

  func matches(cookie candidate: String) -> Bool {
    SHA256.hash(candidate.utf8) == SHA256.hash(cookieValue.utf8)
  }

  /// Whether a character needs no escape in a URL (RFC 3986, section 2.3) or a header.
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || "-_.~".utf8.contains(byte)
  }
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
  default: false
  }
}
