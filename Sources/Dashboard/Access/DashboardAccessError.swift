internal import Basics

/// Why the dashboard can't be had where it was wanted.
public enum DashboardAccessError: Error, Hashable, CustomStringConvertible {
  /// Others than this machine's programs can connect, and there is no token.
  case tokenMissing
  /// The token is too short, or has characters that a header or a URL can't carry.
  case badToken
  /// What was given is no name of a host.
  case badName(String)

  /// One line: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .tokenMissing: "the dashboard needs a token at an address that other machines can connect to"
    case .badToken:
      "the dashboard's token is \(DashboardToken.lengths.lowerBound) to \(DashboardToken.lengths.upperBound) letters,"
        + " digits, '-', '_', '.' or '~'"
    case .badName(let name):
      "'\(PrintableText.make(from: name.utf8))' is no name of a host, such as decklog.example"
    }
  }
}
