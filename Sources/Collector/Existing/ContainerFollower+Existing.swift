import DockerEngine
import Logging

extension ContainerFollower {
  /// Looks in the engine's log for the place behind what another collector has written, and begins there.
  mutating func begin(behind existing: ExistingLog, _ details: ContainerDetails) async throws {
    begin(at: try await CursorLocation.find(output, in: existing, details, environment))
    try await sendLast()
  }

  /// Begins at the place that was found, and says which.
  mutating func begin(at finding: ExistingPlacement.Finding) {
    guard let existing else { return }
    self.existing = nil
    isMoved = true
    switch finding {
    case .line(let line), .lineBeforeMissing(let line): cursor = line
    case .empty, .firstMissing, .nothing, .tooMany: break
    }
    guard let text = finding.text(isWhole: existing.isWhole) else { return }
    let level: Logger.Level = finding.mayRepeat(isWhole: existing.isWhole) ? .warning : .info
    environment.logger.log(level: level, "\(member.name) \(output.stream.rawValue): \(text)")
  }
}

extension ExistingPlacement.Finding {
  /// Whether lines may be written that are in the raw log already.
  ///
  /// - Parameter isWhole: whether all of the raw log is known.
  fileprivate func mayRepeat(isWhole: Bool) -> Bool {
    switch self {
    case .empty, .line: false
    case .nothing: !isWhole
    case .lineBeforeMissing, .firstMissing, .tooMany: true
    }
  }

  /// What is said of it.
  fileprivate func text(isWhole: Bool) -> String? {
    switch self {
    case .empty: nil
    case .line(let line): "resuming after its last line in the existing log, from \(line.timestamp)"
    case .lineBeforeMissing(let line):
      "the existing log lacks some of its lines; resuming before the first of those, after its line from"
        + " \(line.timestamp), so later ones may be repeated"
    case .firstMissing:
      "the existing log has some of its lines but not the first; reading from the beginning, so those are repeated"
    case .nothing where isWhole: "none of its lines is in the existing log; reading from the beginning"
    case .nothing:
      "none of its lines was found at the end of the existing log; reading from the beginning, so lines may be"
        + " repeated"
    case .tooMany:
      "too many lines to compare with the existing log at once; reading from the beginning, so lines are repeated"
    }
  }
}
