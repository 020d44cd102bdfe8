@testable import DecoyEvents

/// A message's text, and what its reading finds in it, as text that a table of expectations can hold.
struct MessageText {
  private let bytes: [UInt8]

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// The addresses in it, whatever they are called; `1.2.3.4+` with a port behind it.
  var addresses: [String] {
    bytes.withUnsafeBytes { text in
      var runs = AddressRuns(in: text)
      var found: [String] = []
      while let run = runs.next() {
        guard let address = WrittenAddress(in: run, of: text) else { continue }
        found.append(spelled(address.range) + (address.hasPort ? "+" : ""))
      }
      return found
    }
  }

  /// Its sightings, as `1.2.3.4 port end` or `1.2.3.4 peer in quotes`.
  var sightings: [String] {
    read { sightings, _ in
      sightings.map { sighting in
        let ending = sighting.kind == .port ? " \(sighting.portEnding)" : ""
        let quotes = sighting.traits.contains(.isInQuotes) ? " in quotes" : ""
        return "\(spelled(sighting.range)) \(sighting.kind)\(ending)\(quotes)"
      }
    }
  }

  /// What stands before its opening, and `|` or, where a `'` opens it, `|'`.
  var opening: String {
    read { sightings, text in
      let opening = MessageOpening(in: text, of: sightings)
      return spelled(0..<opening.index) + (opening.isApostrophe ? "|'" : "|")
    }
  }

  private func read<Result>(_ body: ([Sighting], UnsafeRawBufferPointer) -> Result) -> Result {
    bytes.withUnsafeBytes { text in
      var sightings: [Sighting] = []
      MessageSightings.collect(in: text, into: &sightings)
      return body(sightings, text)
    }
  }

  private func spelled(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }
}
