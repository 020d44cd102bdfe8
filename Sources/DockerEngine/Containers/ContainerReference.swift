import Basics

/// What a container can be called in a request's path.
package enum ContainerReference {
  /// Whether `text` can be an id or a name.
  ///
  /// Moby's names are `[a-zA-Z0-9][a-zA-Z0-9_.-]+`, and ids are such names. Anything else is unknown without
  /// asking, so that no name, which an operator or a file may have given, can change which path is asked.
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
    default:
      return false
    }
  }
}
