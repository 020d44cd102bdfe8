import Addresses
import DequeModule

/// Commands by attacker, in order of arrival. It is bounded and evicts the oldest, in constant time on average.
struct CommandMemory: Sendable {
  struct Limits: Sendable {
    var perAddress = 4096
    /// The most commands in all.
    var total = 65_536
    var bytes = 16 << 20
  }

  struct Command: Sendable {
    /// Its members as JSON.
    var json: [UInt8]
    /// By the clock of whatever printed it; seconds.
    var stamp: Int64
    /// By the collector's clock; seconds.
    var arrival: Int64
  }

  /// The commands of an address; never empty.
  private struct Trail {
    private(set) var commands: Deque<(number: Int, command: Command)> = []
    var newest: Int64
    /// The most commands that the deque has had; it never shrinks by itself.
    private(set) var room = 0

    init(newest: Int64) { self.newest = newest }

    mutating func append(_ command: Command, number: Int) {
      commands.append((number, command))
      room = max(room, commands.count)
    }

    mutating func removeFirst() -> Command? {
      guard let first = commands.popFirst() else { return nil }
      if 4 * commands.count < room {
        commands = Deque(Array(commands))
        room = commands.count
      }
      return first.command
    }
  }

  private let lifetime: Int64
  private let limits: Limits
  private var trails: [IPAddress: Trail] = [:]
  /// All commands by number, oldest first, and some that are gone.
  private var order: Deque<(number: Int, address: IPAddress)> = []
  private var nextNumber = 0

  private(set) var count = 0
  private(set) var bytes = 0
  /// How many commands memory is reserved for.
  var room: Int { trails.values.reduce(0) { $0 + $1.room } }
  /// Commands that were evicted while they still counted.
  private(set) var evicted = 0

  /// - Parameter lifetime: how long a command counts; seconds.
  init(lifetime: Int64, limits: Limits = Limits()) {
    self.lifetime = lifetime
    self.limits = limits
  }

  mutating func remember(_ command: Command, of address: IPAddress) {
    forgetArrived(before: command.arrival)
    note(command.stamp, of: address)
    guard command.json.count <= limits.bytes, limits.total > 0, limits.perAddress > 0 else {
      evicted += 1
      return
    }
    if (trails[address]?.commands.count ?? 0) >= limits.perAddress { evict(from: address) }
    while count >= limits.total || bytes + command.json.count > limits.bytes, let oldest = oldest() {
      evict(from: oldest)
    }
    trails[address, default: Trail(newest: command.stamp)].append(command, number: nextNumber)
    order.append((nextNumber, address))
    nextNumber += 1
    count += 1
    bytes += command.json.count
    // Evictions from one address leave numbers behind.
    if order.count > 2 * count + 64 { order = Deque(order.filter { !isGone($0) }) }
  }

  /// Notes the stamp of a record of an address. Commands older than a lifetime before it no longer count.
  ///
  /// A stamp older than a lifetime before the newest counts as the newest, so that an attacker can't end his trail for
  /// good with a stamp in the year 9999.
  mutating func note(_ stamp: Int64, of address: IPAddress) {
    guard let newest = trails[address]?.newest, stamp > newest || stamp < newest - lifetime else { return }
    trails[address]?.newest = stamp
  }

  /// Calls `body` with the commands of an address that still count, the oldest first.
  func forEach(of address: IPAddress, _ body: (Command) -> Void) {
    guard let trail = trails[address] else { return }
    for (_, command) in trail.commands where command.stamp >= trail.newest - lifetime { body(command) }
  }

  /// Removes commands that arrived more than twice the lifetime ago, by a clock that no attacker controls.
  private mutating func forgetArrived(before now: Int64) {
    while let address = oldest(), let first = trails[address]?.commands.first,
      first.command.arrival < now - 2 * lifetime
    {
      _ = removeFirst(of: address)
    }
  }

  private mutating func oldest() -> IPAddress? {
    while let first = order.first, isGone(first) { order.removeFirst() }
    return order.first?.address
  }

  private func isGone(_ entry: (number: Int, address: IPAddress)) -> Bool {
    guard let first = trails[entry.address]?.commands.first else { return true }
    return first.number > entry.number
  }

  private mutating func evict(from address: IPAddress) {
    guard let newest = trails[address]?.newest else { return }
    if removeFirst(of: address).stamp >= newest - lifetime { evicted += 1 }
  }

  private mutating func removeFirst(of address: IPAddress) -> Command {
    guard let command = trails[address]?.removeFirst() else { preconditionFailure("an empty trail") }
    if trails[address]?.commands.isEmpty == true { trails[address] = nil }
    count -= 1
    if count == 0 { order = [] }
    bytes -= command.json.count
    return command
  }
}
