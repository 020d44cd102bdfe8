import Syslog
import Testing

@testable import Formats

@Suite("Names of a table")
struct NameTableTests {
  /// Names of all lengths around those that are compared at once, which differ in their first or last byte.
  private static let names: [[UInt8]] = (0...40).flatMap { count -> [[UInt8]] in
    guard count > 0 else { return [[]] }
    let name = Array(repeating: UInt8(ascii: "x"), count: count)
    return [name, [0] + name.dropFirst(), name.dropLast() + [0xFF]]
  }
  .reduce(into: []) { names, name in if !names.contains(name) { names.append(name) } }

  private static let table = names.enumerated().reduce(into: NameTable()) { table, name in
    table.add(name.element, below: name.offset % 3, value: name.offset)
  }

  @Test func `Each name is found below its parent, wherever it stands in a text`() {
    for (index, name) in Self.names.enumerated() {
      for behind in [0, 1, 7, 8, 15, 16, 40] {
        let text = [UInt8(ascii: "x")] + name + Array(repeating: UInt8(ascii: "x"), count: behind)
        text.withUnsafeBytes { text in
          let range = 1..<1 + name.count
          let found = (0..<4).map { Self.table.value(of: range, in: ByteText(text), below: $0) }
          #expect(found == (0..<4).map { $0 == index % 3 ? index : -1 }, "\(name), \(behind) bytes behind it")
        }
      }
      name.withUnsafeBytes { #expect(Self.table.value(of: $0, below: index % 3) == index) }
    }
  }

  @Test func `A name that is not there is not found`() {
    for name in Self.names {
      for other in [name + [0], [1] + name, name + Array(repeating: 0, count: 20)] {
        let found = (0..<3).map { parent in other.withUnsafeBytes { Self.table.value(of: $0, below: parent) }
        }
        #expect(found == [-1, -1, -1] || Self.names.contains(other), "\(other)")
      }
    }
  }

  @Test func `The first of two equal names stays`() {
    var table = NameTable()
    table.add("name".utf8, value: 1)
    table.add("name".utf8, value: 2)
    table.add("name".utf8, below: 1, value: 3)
    Array("name".utf8).withUnsafeBytes {
      #expect(table.value(of: $0) == 1)
      #expect(table.value(of: $0, below: 1) == 3)
    }
  }
}
