import Addresses
import Testing
import TestSupport

@testable import Collector

@Suite("Commands that are remembered")
struct CommandMemoryTests {
  private static func command(_ number: Int, stamp: Int64 = 0, arrival: Int64 = 0, bytes: Int = 4)
    -> CommandMemory.Command
  {
    let text = Array("\(number)".utf8)
    let padding = [UInt8](repeating: UInt8(ascii: " "), count: max(0, bytes - text.count))
    return CommandMemory.Command(json: text + padding, stamp: stamp, arrival: arrival)
  }

  private static func key(_ number: Int) throws -> IPAddress {
    try #require(IPAddress("10.\(number >> 16).\(number >> 8 & 255).\(number & 255)"))
  }

  private static func numbers(_ memory: CommandMemory, of address: Int) throws -> [Int] {
    var numbers: [Int] = []
    memory.forEach(of: try key(address)) { command in
      numbers.append(
        Int(String(decoding: command.json.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)) ?? -1
      )
    }
    return numbers
  }

  @Test func `Of one address the oldest go first, and are counted`() throws {
    var memory = CommandMemory(lifetime: 3600)
    for number in 0..<5000 { memory.remember(Self.command(number), of: try Self.key(1)) }
    memory.remember(Self.command(7), of: try Self.key(2))
    #expect(try Self.numbers(memory, of: 1) == Array(904..<5000))
    #expect(try Self.numbers(memory, of: 2) == [7])
    #expect(memory.evicted == 904)
    #expect(memory.count == 4097)
  }

  @Test func `Of a hundred thousand addresses the oldest commands go first, and are counted`() throws {
    var memory = CommandMemory(lifetime: 3600)
    for number in 0..<100_000 { memory.remember(Self.command(number), of: try Self.key(number)) }
    #expect(memory.count == 65_536)
    #expect(memory.evicted == 100_000 - 65_536)
    #expect(try Self.numbers(memory, of: 100_000 - 65_537).isEmpty)
    #expect(try Self.numbers(memory, of: 100_000 - 65_536) == [100_000 - 65_536])
    #expect(try Self.numbers(memory, of: 99_999) == [99_999])
  }

  @Test func `Memory for commands that are gone is given back, however many addresses had them`() throws {
    var memory = CommandMemory(lifetime: 3600, limits: .init(perAddress: 512, total: 1024))
    for address in 0..<200 {
      for number in 0..<512 { memory.remember(Self.command(number), of: try Self.key(address)) }
      // The others keep a command each.
      for other in 0..<address { memory.remember(Self.command(1), of: try Self.key(other)) }
    }
    #expect(memory.count == 1024)
    #expect(memory.room <= 4 * memory.count + 200)
  }

  @Test func `Of 17 commands of a MiB 16 are remembered`() throws {
    var memory = CommandMemory(lifetime: 3600)
    for number in 0..<17 { memory.remember(Self.command(number, bytes: 1 << 20), of: try Self.key(number)) }
    #expect(memory.count == 16 && memory.evicted == 1)
  }

  @Test func `Their bytes are bounded too, and a command that is longer than all may be is not remembered`()
    throws
  {
    let limits = CommandMemory.Limits(perAddress: 10, total: 20, bytes: 100)
    var memory = CommandMemory(lifetime: 3600, limits: limits)
    for number in 0..<5 { memory.remember(Self.command(number, bytes: 30), of: try Self.key(number)) }
    #expect(memory.count == 3 && memory.bytes == 90 && memory.evicted == 2)
    memory.remember(Self.command(5, bytes: 101), of: try Self.key(5))
    #expect(memory.count == 3 && memory.evicted == 3)
    memory.remember(Self.command(6, bytes: 100), of: try Self.key(6))
    #expect(memory.count == 1 && memory.bytes == 100 && memory.evicted == 6)
    #expect(try Self.numbers(memory, of: 6) == [6])
  }

  @Test func `A command counts for its lifetime before the newest of its address, to the second`() throws {
    var memory = CommandMemory(lifetime: 60)
    for stamp in [Int64(0), 1, 2, 60] {
      memory.remember(Self.command(Int(stamp), stamp: stamp), of: try Self.key(1))
    }
    #expect(try Self.numbers(memory, of: 1) == [0, 1, 2, 60])
    memory.note(61, of: try Self.key(1))
    #expect(try Self.numbers(memory, of: 1) == [1, 2, 60])
    memory.note(30, of: try Self.key(1))
    #expect(try Self.numbers(memory, of: 1) == [1, 2, 60])
    memory.note(1000, of: try Self.key(2))
    #expect(try Self.numbers(memory, of: 1) == [1, 2, 60])
  }

  @Test func `A timestamp of the year 9999 expires no command, not even its own`() throws {
    let end: Int64 = 253_402_300_799
    var memory = CommandMemory(lifetime: 60)
    memory.remember(Self.command(1, stamp: 100), of: try Self.key(1))
    memory.remember(Self.command(2, stamp: 100), of: try Self.key(2))
    memory.remember(Self.command(3, stamp: end), of: try Self.key(1))
    #expect(try Self.numbers(memory, of: 2) == [2])
    memory.remember(Self.command(4, stamp: 110), of: try Self.key(1))
    #expect(try Self.numbers(memory, of: 1) == [1, 3, 4])
    memory.note(-62_135_596_800, of: try Self.key(1))
    #expect(try Self.numbers(memory, of: 1) == [1, 3, 4])
    memory.note(end, of: try Self.key(1))
    #expect(try Self.numbers(memory, of: 1) == [3])
    #expect(memory.evicted == 0)
  }

  @Test func `What no session can want any longer is forgotten, and not counted`() throws {
    var memory = CommandMemory(lifetime: 60)
    memory.remember(Self.command(1, arrival: 1), of: try Self.key(1))
    memory.remember(Self.command(2, arrival: 100), of: try Self.key(2))
    memory.remember(Self.command(3, arrival: 121), of: try Self.key(3))
    #expect(memory.count == 3)
    memory.remember(Self.command(4, arrival: 122), of: try Self.key(3))
    #expect(memory.count == 3 && memory.evicted == 0)
    memory.remember(Self.command(5, arrival: .max / 4), of: try Self.key(3))
    #expect(memory.count == 1 && memory.bytes == 4)
  }

  @Test func `An expired command makes space and isn't counted`() throws {
    let limits = CommandMemory.Limits(perAddress: 2, total: 20, bytes: 100)
    var memory = CommandMemory(lifetime: 60, limits: limits)
    for (number, stamp) in [(1, 0), (2, 50), (3, 61), (4, 62)] {
      memory.remember(Self.command(number, stamp: Int64(stamp)), of: try Self.key(1))
    }
    #expect(try Self.numbers(memory, of: 1) == [3, 4])
    #expect(memory.evicted == 1)
  }

  @Test func `Whatever comes in whatever order, it is what a plain list would remember`() throws {
    let limits = CommandMemory.Limits(perAddress: 5, total: 12, bytes: 150)
    var generator = SplitMix64(seed: 11)
    var memory = CommandMemory(lifetime: 1000, limits: limits)
    var list: [(address: Int, number: Int, bytes: Int)] = []
    for number in 0..<2000 {
      let address = Int.random(in: 0..<6, using: &generator)
      let bytes = Int.random(in: 5...40, using: &generator)
      memory.remember(Self.command(number, bytes: bytes), of: try Self.key(address))
      if list.count(where: { $0.address == address }) == limits.perAddress,
        let first = list.firstIndex(where: { $0.address == address })
      {
        list.remove(at: first)
      }
      while list.count == limits.total || list.reduce(bytes, { $0 + $1.bytes }) > limits.bytes {
        list.removeFirst()
      }
      list.append((address, number, bytes))
      #expect(memory.count == list.count && memory.evicted == number + 1 - list.count)
      for address in 0..<6 {
        let expected = list.filter { $0.address == address }.map(\.number)
        #expect(try Self.numbers(memory, of: address) == expected)
      }
    }
  }
}
