import DecoyEvents
import DockerEngine

extension ObservedTime {
  /// The engine's time of a line, in both forms.
  init(_ timestamp: EngineTimestamp) {
    var text = InlineArray<30, UInt8>(repeating: 0)
    var span = text.mutableSpan
    span.withUnsafeMutableBytes { timestamp.write(rfc3339: $0) }
    self.init(nanoseconds: timestamp.nanoseconds, text: text)
  }
}
