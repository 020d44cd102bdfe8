import Basics
import DockerEngine
import FoundationEssentials
import TestSupport

/// An engine's JSON, valid and damaged: events, lists, inspects and `/info`.
struct AnswersTarget: FuzzTarget {
  static let inputsPerRound = 64

  private static let events = [
    #"{"status":"start","id":"3f5c","from":"decoy","Type":"container","Action":"start","Actor":{"ID":"3f5c","Attributes":"#
      + #"{"decnet.fleet.service":"true","image":"decoy","name":"omega-ssh"}},"scope":"local","time":1795406114,"#
      + #""timeNano":1795406114000000123}"#,
    #"{"Type":"container","Action":"die","Actor":{"ID":"3f5c","Attributes":{"exitCode":"0"}},"timeNano":1795406115}"#,
    #"{"status":"destroy","id":"3f5c","time":1795406116}"#,
  ]
  private static let answers = [
    #"[{"Id":"3f5c","Names":["/omega-ssh","/other/alias"],"Image":"decoy","Labels":{"a":"b"},"State":"running","#
      + #""Created":1795406114}]"#,
    #"{"Id":"3f5c","Created":"2026-11-23T03:55:14.000000123Z","Name":"/omega-ssh","LogPath":"/l/3f5c-json.log","#
      + #""Config":{"Image":"decoy","Labels":{"a":"b"},"Tty":false},"State":{"Running":true,"Pid":4711},"#
      + #""HostConfig":{"LogConfig":{"Type":"json-file","Config":{"max-size":"10m","max-file":"3"}}}}"#,
    #"{"ID":"ABCD:EFGH","Name":"host","ServerVersion":"20.10.24","SystemTime":"2026-11-23T03:55:14.5+01:00","#
      + #""DockerRootDir":"/var/lib/docker","Containers":3}"#,
  ]

  init(seed: UInt64, directory: String) {}

  mutating func run(_ generator: inout SplitMix64, _ counts: inout FuzzCounts) {
    for _ in 0..<Self.inputsPerRound {
      let isEvents = generator.isOneIn(2)
      var bytes: [UInt8] = []
      for _ in 0...(isEvents ? generator.below(4) : 0) {
        bytes += Array(generator.pick(isEvents ? Self.events : Self.answers).utf8) + [UInt8(ascii: "\n")]
      }
      if !generator.isOneIn(8) { Damage.apply(to: &bytes, &generator) }
      counts.begin(inputOf: bytes.count)
      counts.records += isEvents ? Self.readEvents(bytes, &generator) : Self.readAnswer(bytes)
    }
  }

  /// - Returns: the number of events.
  private static func readEvents(_ bytes: [UInt8], _ generator: inout SplitMix64) -> Int {
    var decoder = EventDecoder(maximumLength: generator.isOneIn(8) ? generator.below(400) : 1 << 20)
    var times: [EngineTimestamp] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(1 + generator.below(300))
      rest = rest.dropFirst(piece.count)
      piece.withUnsafeBytes { bytes in decoder.decode(bytes) { times.append($0.time) } }
    }
    // A collector formats times in these ways.
    for time in times where !time.sinceParameter.isEmpty { _ = time.rfc3339 }
    return times.count
  }

  /// - Returns: the number of kinds of answer that it decodes as.
  private static func readAnswer(_ bytes: [UInt8]) -> Int {
    let decoder = JSONDecoder()
    let data = Data(bytes)
    let list = (try? decoder.decode([ListAnswer].self, from: data))?.map(\.summary)
    let details = (try? decoder.decode(InspectAnswer.self, from: data))?.details
    let info = try? decoder.decode(InfoAnswer.self, from: data)
    if let time = info?.SystemTime {
      _ = Array(time.utf8).withUnsafeBytes { EngineTimestamp(rfc3339: $0)?.rfc3339 }
    }
    return [list != nil, details != nil, info != nil].count { $0 }
  }
}
