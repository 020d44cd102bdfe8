import CDecklog
import Collector
import Evidence
import TestSupport

/// The files of a killed collector, damaged: ring, checkpoints, log, records and ledger. Recovery continues from them
/// or refuses them, and changes no byte that the three output files had.
struct StateTarget: FuzzTarget {
  static let inputsPerRound = 16
  private static let images = 8

  /// The layout of a slot in 8-byte words; see `Slot` and `SlotProgress`.
  private enum SlotWord {
    static let magic: UInt64 = 0x3254_4F4C_534B_4344
    static let length = 3
    static let checksum = 15
    static let fixed = 0..<18
    static let progress = 18..<126
    static let headerLength = 1024
    static let alignment = 64
  }

  private let directory: String
  private let images: [FileImage]

  init(seed: UInt64, directory: String) throws {
    self.directory = directory
    var generator = SplitMix64(seed: seed)
    var images: [FileImage] = []
    for _ in 0..<Self.images {
      images.append(try JournalImage.make(in: directory, &generator))
      // The three files stay, so that slots find them by inode; each input restores their content.
      var none = images[images.count - 1]
      for path in none.paths { none[path] = [] }
      for path in none.paths where path.hasPrefix("state/") { none.remove(path) }
      try none.restore()
    }
    self.images = images
  }

  mutating func run(_ generator: inout SplitMix64, _ counts: inout FuzzCounts) async throws {
    for _ in 0..<Self.inputsPerRound {
      var image = generator.pick(images)
      damage(&image, &generator)
      try image.restore()
      counts.begin(inputOf: image.files.values.reduce(0) { $0 + $1.count })
      do {
        try await recover(&generator)
        counts.records += 1
      } catch is EvidenceError {
        // Refused, with a reason.
      } catch is StateError {
      }
      for path in ["decoy.log", "decoy.json", "decoy.log.ledger.jsonl"] {
        let content = FileImage.content(of: "\(directory)/\(path)") ?? []
        if !content.starts(with: image[path]) { counts.fail("\(path) was changed", content) }
      }
    }
  }

  private func recover(_ generator: inout SplitMix64) async throws {
    let settings = JournalImage.settings(directory)
    guard generator.isOneIn(2) else {
      var journal = try Journal.open(settings, startsAnew: generator.isOneIn(2))
      try journal.checkpoint(journal.recovered.state, isDurable: false)
      var unit = CommitUnit()
      unit.log = [Array("one more\n".utf8)]
      try journal.prepare(unit)
      try journal.deliver()
      _ = (journal.takeSegments(), journal.takeTruncations(), journal.takeDamages())
      return
    }
    let store = try Recorder(
      settings,
      floodWindow: 1_000_000_000,
      beginning: generator.isOneIn(2) ? .beginning : nil
    )
    do {
      try await store.begin()
      try await store.finish()
      try await store.shutdown()
    } catch {
      try await store.shutdown()
      throw error
    }
  }

  // MARK: - Damage

  private func damage(_ image: inout FileImage, _ generator: inout SplitMix64) {
    let state = image.paths.filter { $0.hasPrefix("state/") && !$0.hasSuffix("lock") }
    switch generator.below(64) {
    case 0:
      let path = generator.pick(image.paths)
      Damage.apply(to: &image[path], &generator)
    case 1...3: Damage.apply(to: &image[generator.pick(state)], &generator)
    case 4...20:
      for path in state where path.hasSuffix(".A") || path.hasSuffix(".B") {
        Self.damageCheckpoint(&image[path], &generator)
      }
    case 21...22: break
    default:
      guard let ring = state.first(where: { $0.hasPrefix("state/ring-") }) else { return }
      for _ in 0...generator.below(2) { Self.damageSlot(&image[ring], &generator) }
    }
  }

  /// Replaces a number in a checkpoint, and corrects the checksum.
  private static func damageCheckpoint(_ bytes: inout [UInt8], _ generator: inout SplitMix64) {
    let start = 24
    guard bytes.count > start + 8 else { return }
    let index = start + 8 * generator.below(generator.isOneIn(2) ? 8 : (bytes.count - start) / 8)
    Damage.putWord(Damage.word(&generator), at: index, in: &bytes, &generator)
    let checksum = bytes[start...].withUnsafeBytes { decklog_crc32c(0, $0.baseAddress, $0.count) }
    withUnsafeBytes(of: checksum.bigEndian) { bytes.replaceSubrange(12..<16, with: $0) }
  }

  private static func damageSlot(_ ring: inout [UInt8], _ generator: inout SplitMix64) {
    let slots = stride(from: 0, to: ring.count - SlotWord.headerLength, by: SlotWord.alignment).filter {
      Self.word(0, of: $0, in: ring) == SlotWord.magic
    }
    guard !slots.isEmpty else { return }
    let slot = generator.pick(slots)
    if generator.isOneIn(4) {
      let word = generator.below(SlotWord.fixed.count)
      put(Damage.word(&generator), word, of: slot, in: &ring)
      return seal(slot, in: &ring)
    }
    let word = SlotWord.progress.lowerBound + generator.below(SlotWord.progress.count)
    let flipped = Self.word(word, of: slot, in: ring) ^ 1 << UInt64(generator.below(64))
    put(generator.isOneIn(2) ? flipped : Damage.word(&generator), word, of: slot, in: &ring)
  }

  private static func word(_ word: Int, of slot: Int, in ring: [UInt8]) -> UInt64 {
    ring[slot + 8 * word..<slot + 8 * word + 8].withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
  }

  private static func put(_ value: UInt64, _ word: Int, of slot: Int, in ring: inout [UInt8]) {
    withUnsafeBytes(of: value) { ring.replaceSubrange(slot + 8 * word..<slot + 8 * word + 8, with: $0) }
  }

  /// Corrects a slot's checksum, unless its length is impossible.
  private static func seal(_ slot: Int, in ring: inout [UInt8]) {
    let length = word(SlotWord.length, of: slot, in: ring)
    guard length >= UInt64(SlotWord.headerLength), length <= UInt64(ring.count - slot) else { return }
    let checksum = ring[slot..<slot + Int(length)].withUnsafeBytes { bytes in
      bytes.baseAddress.map { base in
        let fixed = decklog_crc32c(0, base, 8 * SlotWord.checksum)
        return decklog_crc32c(fixed, base + SlotWord.headerLength, Int(length) - SlotWord.headerLength)
      }
    }
    put(UInt64(checksum ?? 0), SlotWord.checksum, of: slot, in: &ring)
  }
}
