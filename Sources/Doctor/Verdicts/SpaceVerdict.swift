/// Whether there is room.
enum SpaceVerdict {
  /// Bytes under which a collector soon stops.
  static let problem = 64 << 20
  /// Bytes, and percent, under which somebody should look.
  static let warning = 1 << 30
  static let warningPercent = 10

  /// - Parameter facts: `nil` where the file system doesn't say.
  static func finding(_ name: CheckName, _ facts: SpaceFacts?) -> Finding {
    guard let facts, facts.size > 0 else { return Finding(name, .skipped, "the file system does not tell") }
    let (percent, inodePercent) = (percent(facts.free, facts.size), percent(facts.freeInodes, facts.inodes))
    var found = "\(ByteText.text(facts.free)) free (\(percent) %)"
    if facts.inodes > 0 { found += ", \(facts.freeInodes) inodes (\(inodePercent) %)" }
    found += " at \(facts.path)"
    let isOutOfInodes = facts.inodes > 0 && facts.freeInodes == 0
    let verdict: Verdict =
      if facts.free < problem || isOutOfInodes {
        .problem
      } else if facts.free < warning || percent < warningPercent || inodePercent < warningPercent {
        .warning
      } else {
        .ok
      }
    let advice =
      "Make room: `df -h \(ShellWord.quoted(facts.path))` and `df -i`, rotate the logs with deploy/logrotate, and limit"
      + " the containers' logs. While the disk is full nothing is read, and what the engine throws away then is lost."
    return Finding(name, verdict, found, advice: verdict == .ok ? nil : advice)
  }

  /// 100 where there is no number to be a part of.
  private static func percent(_ part: Int, _ whole: Int) -> Int {
    whole > 0 ? Int((Double(part) / Double(whole) * 100).rounded(.down)) : 100
  }
}
