import Addresses

/// Commands by who typed them, each in the order of arrival; bounded, so that the oldest go first.
///
/// Commands stand in two lists, by links between places of one array: all of them, and those of each address. To
/// remember one and to forget one cost the same however many there are.
struct CommandMemory: Sendable {
  /// What is kept at most.
  struct Limits: Sendable {
    /// Commands of one address.
    var perAddress = 4096
    /// Commands of all.
    var total = 65_536
    /// Bytes of all commands.
    var bytes = 16 << 20
  }

  /// What is kept of a command.
  struct Command: Sendable {
    /// Its members as JSON, in whatever form its reader wants.
    var json: [UInt8]
    /// By the clock of whoever printed it; seconds.
    var stamp: Int64
    /// By the collector's own clock; seconds.
    var arrival: Int64
  }

  private struct Slot {
    var command: Command
    var address: IPAddress
    /// Before and behind it among all commands.
    var older = none
    var newer = none
    /// Behind it among those of its address, or among the free places.
    var next = none
  }

  private struct Trail {
    var first: Int
    var last: Int
    var count = 1
    /// What ``CommandMemory/note(_:of:)`` was told last.
    var newest: Int64
  }

  /// The end of a list.
  private static let none = -1

  private let lifetime: Int64
  private let limits: Limits
  private var slots: [Slot] = []
  private var free = none
  private var oldest = none
  private var newest = none
  private var trails: [IPAddress: Trail] = [:]

  /// How many commands are remembered.
  private(set) var count = 0
  /// The bytes of all of them.
  private(set) var bytes = 0
  /// Commands that had to go before their time, because there were too many.
  private(set) var evicted = 0

  /// - Parameter lifetime: how long a command counts; seconds.
  init(lifetime: Int64, limits: Limits = Limits()) {
    self.lifetime = lifetime
    self.limits = limits
  }

  /// Remembers a command of `address`.
  mutating func remember(_ command: Command, of address: IPAddress) {
    forgetArrived(before: command.arrival)
    note(command.stamp, of: address)
    guard command.json.count <= limits.bytes, limits.total > 0, limits.perAddress > 0 else {
      evicted += 1
      return
    }
    if let trail = trails[address], trail.count >= limits.perAddress { evict(trail.first) }
    while count >= limits.total || bytes + command.json.count > limits.bytes { evict(oldest) }
    let index = place(Slot(command: command, address: address, older: newest))
    if newest != Self.none { slots[newest].newer = index } else { oldest = index }
    newest = index
    if let last = trails[address]?.last {
      slots[last].next = index
      trails[address]?.last = index
      trails[address]?.count += 1
    } else {
      trails[address] = Trail(first: index, last: index, newest: command.stamp)
    }
    count += 1
    bytes += command.json.count
  }

  /// An address has sent something that is stamped so. Commands from more than a lifetime before count no longer.
  ///
  /// A stamp from more than a lifetime before the newest is believed too: else one that an attacker puts into the year
  /// 9999 would end his trail for good.
  mutating func note(_ stamp: Int64, of address: IPAddress) {
    guard let newest = trails[address]?.newest, stamp > newest || stamp < newest - lifetime else { return }
    trails[address]?.newest = stamp
  }

  /// Shows the commands of an address that still count, the oldest first.
  func forEach(of address: IPAddress, _ body: (Command) -> Void) {
    guard let trail = trails[address] else { return }
    var index = trail.first
    while index != Self.none {
      if slots[index].command.stamp >= trail.newest - lifetime { body(slots[index].command) }
      index = slots[index].next
    }
  }

  /// Forgets what is not needed any longer, by a clock that no attacker sets. Twice the lifetime, since lines of one
  /// moment don't all arrive at one.
  private mutating func forgetArrived(before now: Int64) {
    while oldest != Self.none, slots[oldest].command.arrival < now - 2 * lifetime { remove(oldest) }
  }

  private mutating func evict(_ index: Int) {
    let slot = slots[index]
    if let newest = trails[slot.address]?.newest, slot.command.stamp >= newest - lifetime { evicted += 1 }
    remove(index)
  }

  private mutating func place(_ slot: Slot) -> Int {
    guard free != Self.none else {
      slots.append(slot)
      return slots.count - 1
    }
    let index = free
    free = slots[index].next
    slots[index] = slot
    return index
  }

  /// Removes the first command of an address: the oldest of all is always one.
  private mutating func remove(_ index: Int) {
    let slot = slots[index]
    if slot.older != Self.none { slots[slot.older].newer = slot.newer } else { oldest = slot.newer }
    if slot.newer != Self.none { slots[slot.newer].older = slot.older } else { newest = slot.older }
    if slot.next == Self.none {
      trails[slot.address] = nil
    } else {
      trails[slot.address]?.first = slot.next
      trails[slot.address]?.count -= 1
    }
    count -= 1
    bytes -= slot.command.json.count
    slots[index].command.json = []
    slots[index].next = free
    free = index
    if count == 0 {
      slots = []
      free = Self.none
    }
  }
}
