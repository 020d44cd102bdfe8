internal import HTTPTypes

/// The header fields that keep browsers from doing more with the dashboard than showing it.
enum SecurityFields {
  static let all: HTTPFields = {
    let policy = [
      "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'",
      "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ]
    let named = [
      ("Content-Security-Policy", policy.joined(separator: "; ")),
      ("Referrer-Policy", "no-referrer"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    var fields = HTTPFields()
    for (name, value) in named {
      guard let name = HTTPField.Name(name) else { preconditionFailure("'\(name)' is no name of a field") }
      fields[name] = value
    }
    return fields
  }()
}
