import DockerEngine

extension ContainerDetails {
  /// At which size the engine begins another file of the log, in bytes; 0 where that can't be told, `nil` where it never
  /// does.
  ///
  /// `max-size` is a number with an optional unit, in powers of 1000 (Docker's `units.FromHumanSize`).
  var rotationSize: Int? {
    guard rotatesLog else { return nil }
    guard var text = logOptions["max-size"]?.lowercased()[...] else { return 0 }
    if text.last == "b" { text.removeLast() }
    var factor = 1
    if let power = text.last.flatMap({ "kmgtp".firstIndex(of: $0) }) {
      for _ in 0..."kmgtp".distance(from: "kmgtp".startIndex, to: power) { factor *= 1000 }
      text.removeLast()
    }
    guard let number = Int(text), number > 0 else { return 0 }
    let (size, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? .max : size
  }
}
