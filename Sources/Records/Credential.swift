internal import Basics

/// A user name and a password that were tried together; either may be missing.
package struct Credential: Sendable {
  /// The most credentials of one record; further ones are ignored.
  package static let mostOfRecord = 1000

  package let username: String?
  package let password: String?

  package init?(username: String?, password: String?) {
    guard username != nil || password != nil else { return nil }
    self.username = username
    self.password = password
  }

  /// Reads a record's field `credentials`: a JSON array of objects, each with the strings `username` and `password` or
  /// one of them.
  ///
  /// - Returns: the credentials in their order, at most ``mostOfRecord``; none if the text has another form, since
  ///   anybody can write it.
  static func list(_ text: String) -> [Credential] {
    var text = text
    return text.withUTF8 { text in
      let text = UnsafeRawBufferPointer(text)
      var list: [Credential] = []
      var scanner = JSONScanner(text, maximumDepth: 3)
      do {
        try scanner.skipArray(depth: 1) { element throws(JSONScanner.Fault) in
          guard text[element.lowerBound] == UInt8(ascii: "{") else { throw JSONScanner.Fault() }
          // Further elements must still be well-formed.
          guard list.count < mostOfRecord else { return }
          if let credential = try read(UnsafeRawBufferPointer(rebasing: text[element])) {
            list.append(credential)
          }
        }
        return scanner.isAtEnd() ? list : []
      } catch { return [] }
    }
  }

  private static func read(_ object: UnsafeRawBufferPointer) throws(JSONScanner.Fault) -> Credential? {
    var username: String?
    var password: String?
    var scanner = JSONScanner(object, maximumDepth: 2)
    try scanner.skipObject(depth: 1) { name, value throws(JSONScanner.Fault) in
      guard let text = EventRecord.string(UnsafeRawBufferPointer(rebasing: object[value])) else {
        throw JSONScanner.Fault()
      }
      switch JSONString.decode(UnsafeRawBufferPointer(rebasing: object[name])) {
      case "username": username = text
      case "password": password = text
      default: throw JSONScanner.Fault()
      }
    }
    return Credential(username: username, password: password)
  }
}

extension Credential: Hashable {
  package static func == (lhs: Self, rhs: Self) -> Bool { lhs.texts == rhs.texts }

  package func hash(into hasher: inout Hasher) { hasher.combine(texts) }

  private var texts: [ExactText?] { [username.map { ExactText($0) }, password.map { ExactText($0) }] }
}

/// A text that equals only the same bytes: `String` treats canonically equivalent texts as equal.
package struct ExactText: Sendable, Hashable {
  private let text: String

  package init(_ text: String) { self.text = text }

  package static func == (lhs: Self, rhs: Self) -> Bool { lhs.text.utf8.elementsEqual(rhs.text.utf8) }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
