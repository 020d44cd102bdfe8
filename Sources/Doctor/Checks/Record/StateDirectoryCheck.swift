internal import Evidence

/// Whether a restart can resume from the directory of ring and checkpoints.
struct StateDirectoryCheck: Check {
  struct Values: Sendable {
    var path: String
    /// The directory, or the nearest above it that exists.
    var place: PathProbe
    var content: StateInspection
    var lock: LockProbe
  }

  let name = "state-directory"

  func probe(_ survey: Survey) async throws(Late) -> Values {
    let (journal, lock) = (survey.journal, survey.lock)
    return try await TimeLimit.blocking(journal.stateDirectory) { Values(journal, lock) }
  }

  func judge(_ state: Values) -> Finding? {
    let holder = "; \(state.lock.text)"
    switch state.content {
    case .unusable(let why):
      return .problem(
        "\(state.path): the saved state can't be used: \(why)\(holder)",
        advice:
          "`decklog collect` refuses to start until you choose where to begin: `--from beginning` repeats what the"
          + " engine still has, `--from now` skips it, `--from existing` resumes after what the log has. If the state"
          + " belongs to another log, set --state-dir."
      )
    case .damaged(let why):
      return .warning(
        "\(state.path): the saved state is damaged: \(why)\(holder)",
        advice:
          "A start sets it aside and resumes each container after what the log has of it; check the disk. With"
          + " --sync never, a power cut causes this."
      )
    case .unreadable(let why):
      return inaccessible(
        state,
        "\(state.path): \(why)\(holder)",
        advice: "Run this as the collector's user, or as root."
      )
    case .none, .usable: break
    }
    guard state.place.kind == .directory, state.place.refusal == nil else {
      return inaccessible(
        state,
        "\(state.path) can't be used: \(state.place.refusal ?? "not a directory"); \(state.place.owner)\(holder)",
        advice: "Run this as the collector's user; if it is that already, `sudo chown -R USER"
          + " \(ShellWord.quoted(state.path))`, or set --state-dir."
      )
    }
    let content =
      state.content == .usable ? "a start resumes from its checkpoint" : "there is no saved state yet"
    return .ok("\(state.path): \(content)\(holder)")
  }

  /// A collector that runs can use what this user may not see.
  private func inaccessible(_ state: Values, _ found: String, advice: String) -> Finding {
    state.lock.isHeld ? .skipped(found, advice: advice) : .problem(found, advice: advice)
  }
}

extension StateDirectoryCheck.Values {
  /// Looks at the state of a journal. Blocks.
  init(_ journal: JournalSettings, _ lock: LockProbe) {
    let place = PathProbe.nearest(journal.stateDirectory)
    let exists = place.path == journal.stateDirectory && place.kind == .directory
    self.init(
      path: journal.stateDirectory,
      place: place,
      content: exists ? StateInspection(journal) : .none,
      lock: lock
    )
  }
}
