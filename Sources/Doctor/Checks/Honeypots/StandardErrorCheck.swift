internal import Formats

/// Whether containers print only to standard error, which nobody reads.
struct StandardErrorCheck: Check {
  struct Output: Sendable, Hashable {
    var name: String
    /// Whether all its output is on standard error, which isn't collected.
    var isUnread: Bool
    /// What its last lines look like.
    var guess: FormatGuess?
  }

  let name = "standard-error"

  func probe(_ survey: Survey) async throws(Late) -> [Output] {
    let honeypots = try await survey.honeypots
    let library = survey.library
    return try await TimeLimit.blocking("formats") {
      honeypots.containers.compactMap { Output($0, library) }
    }
  }

  func judge(_ outputs: [Output]) -> Finding? {
    guard !outputs.isEmpty else { return nil }
    let unread = outputs.filter(\.isUnread)
    guard !unread.isEmpty else {
      return .ok("no container prints only to a standard error that is not collected")
    }
    let texts = unread.map { output in
      NameList.name(output.name) + (output.guess.map { " (looks like \($0.name))" } ?? "")
    }
    let formats = unread.compactMap { output in
      output.guess.map { SourceOptions.stderr($0.name, of: output.name) }
    }
    let command = SourceOptions.command([SourceOptions.standardError] + formats)
    return .warning(
      "containers print only to standard error, which is not collected: \(NameList.list(texts))",
      advice: "Restart the collector with \(command)."
    )
  }
}

extension StandardErrorCheck.Output {
  /// `nil` if the container printed nothing, or its output is unknown.
  init?(_ container: HoneypotSurvey.Container, _ library: FormatLibrary) {
    guard let output = container.output else { return nil }
    let isOnStandardError = output.stdout.lineCount == 0 && output.stderr.lineCount > 0
    guard isOnStandardError || output.stdout.lineCount > 0 else { return nil }
    let sources = container.sources
    self.init(
      name: container.name,
      isUnread: isOnStandardError && sources.stderr == nil && sources.files.isEmpty
        && (container.counts?.lines ?? 0) == 0
    )
    if isUnread { guess = FormatGuess(of: output.stderr, among: library) }
  }
}
