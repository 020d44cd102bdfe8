public import HTTPListener
internal import HTTPTypes

/// Who may see the dashboard.
///
/// At a loopback address and a UNIX socket it is every program of the machine that can connect there; the listener has
/// looked at `Host`. Elsewhere a token is wanted, and `Host` is an address or one of the operator's names: a page
/// of somebody else's could let its own name lead here (DNS rebinding), but no address.
public struct DashboardAccess: Sendable {
  static let cookieName = "decklog_dashboard"

  private let token: DashboardToken?
  /// Names that `Host` may have beside addresses; `nil` where the listener has looked.
  private let names: Set<String>?

  /// The rules of a place.
  ///
  /// - Parameters:
  ///   - address: where the listener listens.
  ///   - token: 16 to 256 letters, digits, `-`, `_`, `.` or `~`. It has to be there unless only this machine can connect.
  ///   - names: names of this host by which browsers may ask for the dashboard; without ports.
  public init(
    at address: ListenAddress,
    token: String? = nil,
    names: [String] = []
  ) throws(DashboardAccessError) {
    guard token != nil || address.isLocal else { throw .tokenMissing }
    for name in names where !Self.isName(name) { throw .badName(name) }
    self.token = try token.map { (token) throws(DashboardAccessError) in try DashboardToken(token) }
    self.names = address.isLocal ? nil : Set(names.map { $0.lowercased() } + ["localhost"])
  }

  /// What is answered in place of a page: a refusal, or the way in; `nil` where the page may be seen.
  ///
  /// - Parameter isData: whether the page is data, which only the dashboard's own page asks for.
  func answer(to request: PageRequest, isData: Bool) -> PageAnswer? {
    if let names, !Self.isAllowed(request.host, names) {
      return .line(.misdirectedRequest, "the dashboard is not answered by this name")
    }
    if request.path == "/", let given = Self.tokenParameter(request.query) {
      // Wherever there is no token, at least none stays in the address bar.
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
    // Whoever can set a cookie for this host can add one; the right one among them counts.
    return request.fields[values: .cookie].flatMap { $0.split(separator: ";") }.contains { pair in
      let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      return parts.count == 2 && parts[0] == Self.cookieName && token.matches(cookie: String(parts[1]))
    }
  }

  /// Whether a page of somebody else's asks. Browsers say so (Fetch Metadata), other programs say nothing.
  private static func isForeign(_ request: PageRequest) -> Bool {
    // Another port of this host is the same site, and what listens there may well be a honeypot.
    let sites = request.fields.filter { $0.name.canonicalName == "sec-fetch-site" }.map(\.value)
    return sites.contains { $0 != "same-origin" && $0 != "none" }
  }

  private static func isAllowed(_ host: String, _ names: Set<String>) -> Bool {
    guard let name = HostName(host) else { return false }
    return name.isAddress || names.contains(name.text)
  }

  /// The token of `/?token=…`; it needs no escapes.
  private static func tokenParameter(_ query: String?) -> String? {
    guard let query, query.hasPrefix("token=") else { return nil }
    return String(query.dropFirst("token=".count))
  }

  private static func redirect(cookie: String? = nil) -> PageAnswer {
    var answer = PageAnswer.line(.seeOther, "see /")
    answer.fields[.location] = "/"
    if let cookie {
      answer.fields[.setCookie] = "\(cookieName)=\(cookie); Path=/; HttpOnly; SameSite=Strict"
    }
    return answer
  }

  private static var unauthorized: PageAnswer {
    let text = """
      The dashboard wants its token. In a browser, open this address once with the token behind it:

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
          && label.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
          }
      }
  }
}
