/// Makes the lines of one run, each with its number and a checksum over number and padding.
struct WorkloadLines {
  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz".utf8)
  private static let hexDigits = Array("0123456789abcdef".utf8)

  private let workload: Workload
  private let run: String
  /// The alphabet, again and again: the padding of line N is the part that begins at letter N mod 26.
  private let letters: [UInt8]
  private var timestamps = TimestampFormatter()

  init(workload: Workload, run: String) {
    self.workload = workload
    self.run = run
    var letters: [UInt8] = []
    while letters.count < workload.bytes + 26 { letters += Self.alphabet }
    self.letters = letters
  }

  /// Appends line `number`, without its line end, stamped with that many nanoseconds since 1970.
  mutating func append(_ number: Int, at time: Int, to bytes: inout [UInt8]) {
    if let template = workload.template {
      var stamp: [UInt8] = []
      timestamps.append(time, to: &stamp)
      return template.append(token: LineTemplate.token(run, number), time: stamp, to: &bytes)
    }
    let start = bytes.count
    let isPlain = Self.isTurn(number, workload.plainEvery)
    if isPlain {
      bytes.append(contentsOf: "plain run=\(run) seq=\(number) sum=".utf8)
    } else {
      let service = Self.isTurn(number, workload.daemonEvery) ? "sshd" : "emit"
      let event = Self.isTurn(number, workload.floodEvery) ? "connect" : "sequence"
      bytes.append(contentsOf: "<134>1 ".utf8)
      timestamps.append(time, to: &bytes)
      bytes.append(contentsOf: " \(workload.host) \(service) - \(event) ".utf8)
      bytes.append(
        contentsOf: "[relay@55555 src_ip=\"198.51.100.7\" run=\"\(run)\" seq=\"\(number)\" sum=\"".utf8
      )
    }
    // Still to come: eight digits, `"]` of an event, and the blank before the padding.
    let length = max(0, workload.bytes - (bytes.count - start) - (isPlain ? 9 : 11))
    let padding = letters[(number % 26)..<(number % 26 + length)]
    Self.append(checksum(number, padding), to: &bytes)
    if !isPlain { bytes.append(contentsOf: "\"]".utf8) }
    if !padding.isEmpty {
      bytes.append(UInt8(ascii: " "))
      bytes.append(contentsOf: padding)
    }
  }

  private func checksum(_ number: Int, _ padding: ArraySlice<UInt8>) -> UInt32 {
    var crc = CRC32()
    crc.update("\(run):\(number)".utf8)
    crc.update(padding)
    return crc.value
  }

  private static func isTurn(_ number: Int, _ every: Int) -> Bool {
    every > 0 && number % every == 0
  }

  private static func append(_ sum: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: 28, through: 0, by: -4) {
      bytes.append(hexDigits[Int(sum >> UInt32(shift) & 15)])
    }
  }
}
