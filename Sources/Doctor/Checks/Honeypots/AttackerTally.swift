internal import Addresses
internal import Basics
internal import Evidence
internal import Files
internal import FoundationEssentials

/// Who attacked one container, by its last records.
struct AttackerTally: Sendable, Hashable {
  /// The most bytes at the end of the record file that are read.
  static let window = 4 << 20
  /// The most records that are read.
  static let limit = 5_000

  /// How many have a known attacker.
  private(set) var records = 0
  /// The attackers' addresses, at most two.
  private var addresses: Set<String> = []

  /// The address of all attackers; `nil` if there are several, or none.
  var only: String? { addresses.count == 1 ? addresses.first : nil }

  init() {}

  mutating func add(_ attacker: String) {
    records += 1
    if addresses.count < 2 { addresses.insert(attacker) }
  }

  /// The fields of a record that matter here.
  private struct Record: Decodable {
    struct Origin: Decodable { var id: String? }

    var attacker_ip: String?
    var origin: Origin?
  }

  /// The attackers by container, see ``OutputCounts/key(_:)``. Blocks.
  static func read(_ path: String) -> [String: Self] {
    guard let file = OpenFile(reading: path, followsLink: true) else { return [:] }
    let start = max(0, file.size - window)
    let bytes = FileBytes.read(file.descriptor, at: start, count: file.size - start)
    // The first line may be cut.
    return tally(LineWalk(bytes).dropFirst(start > 0 ? 1 : 0).suffix(limit))
  }

  static func tally(_ lines: [ArraySlice<UInt8>]) -> [String: Self] {
    let decoder = JSONDecoder()
    return lines.reduce(into: [:]) { tallies, line in
      // Other programs write to the file too.
      guard let record = try? decoder.decode(Record.self, from: Data(line)), let id = record.origin?.id,
        let attacker = record.attacker_ip, IPAddress(attacker) != nil
      else { return }
      tallies[OutputCounts.key(id), default: Self()].add(IPAddress.canonicalText(of: attacker))
    }
  }
}
