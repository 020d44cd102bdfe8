import Basics

/// A container's id or name in the path of a request.
package enum ContainerReference {
  /// Whether `text` can be an id or a name.
  ///
  /// Moby's names are `[a-zA-Z0-9][a-zA-Z0-9_.-]+`, and so are ids. Anything else is refused without a request, so that
  /// no name can change the request's path.
  package static func isValid(_ text: String) -> Bool {
    guard let first = text.utf8.first, Self.isAlphanumeric(first) else { return false }
    return text.utf8.allSatisfy {
      Self.isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
    }
  }

  /// The error for a name that no container can have.
  static func unknown(_ text: String) -> EngineError {
    EngineError(code: .notFound, message: "no container is called \"\(PrintableText.make(from: text.utf8))\"")
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      return true
    default: return false
    }
  }
}
