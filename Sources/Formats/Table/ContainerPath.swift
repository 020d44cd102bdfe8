/// The path of a file in a container, as a table, a label or a setting writes it.
///
/// It may name variables of the container, `${NAME}`, and its last component may hold `*`.
package struct ContainerPath: Sendable, Hashable {
  /// Why there is no such path.
  package enum Fault: Error, Hashable, CustomStringConvertible {
    case invalid(String)
    /// The container lacks this variable, or it is empty.
    case missingVariable(String)

    package var description: String {
      switch self {
      case .invalid(let reason): reason
      case .missingVariable(let name): "the container has no variable \(name), or it is empty"
      }
    }
  }

  /// The longest path, in bytes: Linux's PATH_MAX.
  package static let longest = 4096

  /// As it was written.
  package let text: String
  private let parts: [Part]

  private enum Part: Sendable, Hashable {
    case literal(String)
    case variable(String)
  }

  /// Checks a path as far as is possible without the container's variables.
  package init(_ text: String) throws(Fault) {
    self.text = text
    var parts: [Part] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
        throw .invalid("a ${ without }")
      }
      let name = rest[start.upperBound..<end]
      guard !name.isEmpty, name.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "=") }) else {
        throw .invalid("'\(name)' can't be the name of a variable")
      }
      parts += [.literal(String(rest[..<start.lowerBound])), .variable(String(name))]
      rest = rest[rest.index(after: end)...]
    }
    parts.append(.literal(String(rest)))
    self.parts = parts.filter { $0 != .literal("") }
    // A variable's value may be several components, or a part of one.
    _ = try Self.checked(text, mayBeginWithVariable: true)
  }

  /// The path with the values of a container's variables: absolute, without empty and `.` components.
  package func resolved(_ variables: [String: String]) throws(Fault) -> String {
    var path = ""
    for part in parts {
      switch part {
      case .literal(let text): path += text
      case .variable(let name):
        guard let value = variables[name], !value.isEmpty else { throw .missingVariable(name) }
        path += value
      }
    }
    return try Self.checked(path, mayBeginWithVariable: false)
  }

  private static func checked(_ path: String, mayBeginWithVariable: Bool) throws(Fault) -> String {
    guard path.hasPrefix("/") || mayBeginWithVariable && path.hasPrefix("${") else {
      throw .invalid("expected an absolute path")
    }
    guard path.utf8.count <= longest else { throw .invalid("longer than \(longest) bytes") }
    guard !path.utf8.contains(0) else { throw .invalid("has a NUL") }
    // Bytes, since a character may begin with a slash or a star.
    let components = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard let last = components.last, !last.isEmpty, !last.elementsEqual(".".utf8) else {
      throw .invalid("expected the path of a file, not of a directory")
    }
    guard !components.contains(where: { $0.elementsEqual("..".utf8) }) else {
      throw .invalid("has a component ..")
    }
    guard !components.dropLast().contains(where: { $0.contains(UInt8(ascii: "*")) }) else {
      throw .invalid("* may stand in the last component only")
    }
    let kept = components.filter { !$0.isEmpty && !$0.elementsEqual(".".utf8) }
    return "/" + kept.map { String(Substring($0)) }.joined(separator: "/")
  }
}
