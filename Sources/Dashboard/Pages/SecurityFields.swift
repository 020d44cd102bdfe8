internal import HTTPTypes

/// Header fields that restrict what browsers may do with the dashboard.
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
      guard let name = HTTPField.Name(name) else { preconditionFailure("'\(name)' is not a field name") }
      fields[name] = value
    }
    return fields
  }()
}
