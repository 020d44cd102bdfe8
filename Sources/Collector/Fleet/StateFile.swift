import Evidence
import Files
import FoundationEssentials
import Glibc

/// The framework's state file: the deployed containers, including those made before there were labels.
///
/// It isn't rewritten atomically, so an unreadable file may be readable in a moment.
package struct StateFile: Sendable {
  /// The result of ``refresh()``.
  package enum Outcome: Sendable, Hashable {
    case unchanged
    case changed
    /// The file can't be read or decoded, for this reason; the names are those last read.
    case unreadable(String)
  }

  static let maximumLength = 16 << 20

  let path: String
  /// The names of the service containers.
  package private(set) var containers: Set<String> = []
  private(set) var deckies: Set<String> = []
  private var signature: Signature?

  package init(path: String) { self.path = path }

  /// Reads the file again if it has changed.
  package mutating func refresh() -> Outcome {
    guard let status = FileStatus(of: path) else {
      if errno == ENOENT || errno == ENOTDIR {
        signature = nil
        return replace(containers: [], deckies: [])
      }
      return fail(String(cString: strerror(errno)), .failure(errno))
    }
    let current = Signature.file(status)
    guard current != signature else { return .unchanged }
    guard status.isRegularFile else { return fail("not a regular file", current) }
    guard status.size <= Self.maximumLength else {
      return fail("longer than \(Self.maximumLength) bytes", current)
    }
    do {
      let content = try JSONDecoder().decode(Content.self, from: Data(contentsOf: URL(filePath: path)))
      signature = current
      let deckies = content.config.deckies
      let names = deckies.flatMap { decky in
        decky.services.map { "\(decky.name)-\($0.replacing("_", with: "-"))" }
      }
      return replace(containers: Set(names), deckies: Set(deckies.map(\.name)))
    } catch let error as DecodingError {
      return fail("unexpected JSON (\(error.shortDescription))", current)
    } catch {
      return fail("can't be read (\(error))", current)
    }
  }

  private mutating func fail(_ reason: String, _ current: Signature) -> Outcome {
    guard signature != current else { return .unchanged }
    signature = current
    return .unreadable("state file \(path): \(reason)")
  }

  private mutating func replace(containers: Set<String>, deckies: Set<String>) -> Outcome {
    guard containers != self.containers || deckies != self.deckies else { return .unchanged }
    self.containers = containers
    self.deckies = deckies
    return .changed
  }
}

extension StateFile {
  /// Changes with the file.
  private enum Signature: Sendable, Hashable {
    case file(FileStatus)
    /// `stat` failed with this `errno`.
    case failure(Int32)
  }

  private struct Content: Decodable {
    struct Configuration: Decodable { let deckies: [Decky] }

    struct Decky: Decodable {
      let name: String
      let services: [String]
    }

    let config: Configuration
  }
}

extension DecodingError {
  fileprivate var shortDescription: String {
    switch self {
    case .dataCorrupted: "no valid JSON"
    case .keyNotFound(let key, _): "no \(key.stringValue)"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "wrong type at " + context.codingPath.map(\.stringValue).joined(separator: ".")
    @unknown default: "can't be decoded"
    }
  }
}
