extension CollectorStatus {
  /// How many lines took which way: `lines` = `records` + `held_back` + `dropped` + `not_events`.
  public struct Counts: Sendable, Hashable {
    /// The names of the numbers, as they are in heartbeat, ledger and status, in their order there.
    public static let names = [
      "lines", "records", "held_back", "dropped", "not_events", "empty", "bytes", "cut", "malformed_sd",
      "identity_mismatch", "gaps", "doubts",
    ]

    /// The numbers, in the order of ``names``.
    private(set) var numbers: [Int]

    /// All zero.
    public init() {
      numbers = Array(repeating: 0, count: Self.names.count)
    }

    /// Numbers with their names; those that are missing are zero, and names that are not among ``names`` are left out.
    public init(_ named: [(name: String, count: Int)]) {
      self.init()
      for (name, count) in named {
        guard let index = Self.names.firstIndex(of: name) else { continue }
        numbers[index] = count
      }
    }

    /// The numbers with their names, in their order.
    public var named: [(name: String, count: Int)] {
      zip(Self.names, numbers).map { (name: $0, count: $1) }
    }

    /// The number of one name; 0 for a name that is none.
    public subscript(name: String) -> Int {
      Self.names.firstIndex(of: name).map { numbers[$0] } ?? 0
    }

    /// Adds each of the numbers.
    public static func += (sum: inout Counts, other: Counts) {
      for index in sum.numbers.indices { sum.numbers[index] &+= other.numbers[index] }
    }
  }
}
