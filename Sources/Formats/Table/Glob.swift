/// A pattern in which `*` stands for any text.
package struct Glob: Sendable, Hashable, CustomStringConvertible {
  package let description: String
  private let bytes: [UInt8]

  package init(_ pattern: String) {
    description = pattern
    bytes = Array(pattern.utf8)
  }

  package func matches(_ text: some StringProtocol) -> Bool { matches(Array(text.utf8)) }

  /// Whether an image has a name that fits.
  package func matches(_ image: ImageName) -> Bool { image.spellings.contains { matches($0) } }

  private func matches(_ text: [UInt8]) -> Bool {
    var (index, place) = (0, 0)
    var star: (place: Int, index: Int)?
    while index < text.count {
      if place < bytes.count, bytes[place] == UInt8(ascii: "*") {
        star = (place, index)
        place += 1
      } else if place < bytes.count, bytes[place] == text[index] {
        (index, place) = (index + 1, place + 1)
      } else if let last = star {
        star = (last.place, last.index + 1)
        (index, place) = (last.index + 1, last.place + 1)
      } else {
        return false
      }
    }
    return bytes[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}

/// An image, by the names that people and engines give it.
package struct ImageName: Sendable {
  /// As the engine writes it, and without tag, digest and the default registry.
  fileprivate let spellings: [[UInt8]]

  /// What Docker leaves out and Podman writes.
  private static let registries = ["docker.io/", "index.docker.io/", "localhost/"]

  /// - Parameter image: as the engine names it.
  package init(_ image: String) {
    var name = image[...]
    if let digest = name.firstIndex(of: "@") { name = name[..<digest] }
    if let tag = name.lastIndex(of: ":"), !name[tag...].contains("/") { name = name[..<tag] }
    var spellings = [image[...], name]
    for registry in Self.registries where name.hasPrefix(registry) {
      name = name.dropFirst(registry.count)
      spellings.append(name)
    }
    if name.hasPrefix("library/") { spellings.append(name.dropFirst("library/".count)) }
    // So that `*/cowrie` fits an image that was built here under the name `cowrie`.
    if !name.contains("/") { spellings.append("library/\(name)") }
    self.spellings = spellings.map { Array($0.utf8) }
  }
}
