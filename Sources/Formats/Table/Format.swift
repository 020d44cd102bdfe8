import Addresses

/// A declared format: what the lines of one kind of honeypot say, as data. `docs/honeypots.md` has the schema.
package struct Format: Sendable {
  /// How the lines are written.
  package enum Kind: String, Sendable, CaseIterable {
    /// A JSON object a line.
    case json
    /// Comma-separated values; the first line names the columns.
    case csv
    /// Text of known shapes.
    case text
  }

  /// Whose word the attacker's address is.
  package enum AddressTrust: String, Sendable, CaseIterable {
    /// The honeypot took it from the socket.
    case peer
    /// A client can set it, as in `X-Forwarded-For`.
    case header
    /// The lines are about traffic in both directions, the sensor's own too. Only ``Format/ownAddresses`` tell which side
    /// is the sensor; without them, no address is the attacker's.
    case traffic
  }

  /// Where the honeypot writes such lines.
  package enum Source: Sendable, Hashable {
    case stdout
    case stderr
    /// A file in the container; see ``ContainerPath``.
    case file(String)
  }

  /// What `--format` and the label `decklog.format` call it.
  package let name: String
  /// The program that writes it.
  package let program: String
  package let kind: Kind
  /// The images that write it, and where; the first whose glob matches counts.
  package let images: [(glob: Glob, sources: [Source])]
  package let address: AddressTrust
  /// The sensor's own addresses, with ``AddressTrust/traffic``: who sends to one of them, and isn't one, is the attacker.
  let ownAddresses: Set<IPAddress>

  /// How a line of the format is known; each has to hold.
  let conditions: [Condition]
  let timestamp: Rule?
  let service: Rule
  let eventType: Rule
  let message: Rule?
  let sensor: Rule?
  let fields: [(name: Constants.Text, rule: Rule)]
  /// Indices of the fields that hold addresses and ports.
  let addressFields: AddressFields
  /// Shapes of text lines, or of the text at ``templateSlot``; the first that fits counts.
  let templates: [Template]
  /// The slot of the value that ``templates`` are for; `nil` for whole lines.
  let templateSlot: Int?
  /// How many pairs of paths give credentials; pair n has the parts 2n (user name) and 2n + 1 (password).
  let credentialPairs: Int
  // Names of fields that decklog adds, and `-` for what a line doesn't say.
  let nativeEvent: Constants.Text
  let credentials: Constants.Text
  let username: Constants.Text
  let password: Constants.Text
  let sourcePort: Constants.Text
  let destinationPort: Constants.Text
  let none: Constants.Text
  let tree: PathTree
  let constants: Constants

  /// Which fields hold addresses and ports; `nil` for those that a table doesn't have.
  struct AddressFields: Sendable {
    var sourceIP: Int?
    var sourcePort: Int?
    var destinationIP: Int?
    var destinationPort: Int?
  }

  /// One part of how a line is known.
  struct Condition: Sendable {
    enum Pattern: Sendable {
      case present
      case exactly([UInt8])
      case prefix([UInt8])
    }
    /// The node of the path.
    var node: Int
    /// The slot of the path, which a pattern is compared with.
    var slot: Int
    var pattern: Pattern
  }

  /// Where a value comes from.
  struct Rule: Sendable {
    /// The slots of the paths, in the order in which they are asked.
    var slots: [Int] = []
    /// A closed map; empty if the value itself is taken.
    var map: [(from: [UInt8], to: Constants.Text)] = []
    /// The constant, or what stands for values that the map lacks.
    var fallback: Constants.Text?
  }

  /// Texts that don't come from lines: each stands at the beginning of every event's text.
  struct Constants: Sendable {
    typealias Text = Range<Int>
    private(set) var bytes: [UInt8] = []
    private var known: [[UInt8]: Text] = [:]

    mutating func add(_ text: String) -> Text {
      let utf8 = Array(text.utf8)
      if let range = known[utf8] { return range }
      let range = bytes.count..<bytes.count + utf8.count
      bytes += utf8
      known[utf8] = range
      return range
    }
  }

  /// How much the table asks of a line; of formats that fit equally many lines, the one that asks more is taken.
  package var specificity: Int {
    conditions.reduce(templates.count) { sum, condition in
      if case .present = condition.pattern { sum + 1 } else { sum + 3 }
    }
  }

  /// Where an image writes such lines; empty if it isn't known to.
  ///
  /// - Parameter image: as the engine names it.
  package func sources(of image: String) -> [Source] { sources(of: ImageName(image)) }

  func sources(of image: ImageName) -> [Source] {
    images.first { $0.glob.matches(image) }?.sources ?? []
  }

  /// Where the known images write such lines.
  package var sources: [Source] {
    images.flatMap(\.sources).reduce(into: []) { sources, source in
      if !sources.contains(source) { sources.append(source) }
    }
  }
}

extension Format.Source: CustomStringConvertible {
  package var description: String {
    switch self {
    case .stdout: "stdout"
    case .stderr: "stderr"
    case .file(let path): path
    }
  }
}
