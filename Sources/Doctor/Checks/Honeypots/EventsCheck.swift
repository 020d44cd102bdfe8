internal import DockerEngine
internal import Formats

/// Whether the lines of the fleet's containers are events.
struct EventsCheck: Check {
  struct Output: Sendable, Hashable {
    var name: String
    /// Non-empty lines.
    var lines: Int
    /// Whether none of them is an event.
    var hasNoEvent: Bool
    /// The format that standard output is read in.
    var format: String
    /// What the last lines look like.
    var guess: FormatGuess?
    /// Where the image is known to write, if nothing says that already.
    var image: KnownImage?
    /// What is wrong with labels and settings for the container.
    var warnings: [String] = []
  }

  /// What is known about an image.
  struct KnownImage: Sendable, Hashable {
    var format: String
    var sources: [Format.Source]
  }

  /// The fewest lines without an event that are reported if they look like no known format: a decoy may print some when
  /// it starts.
  static let leastLines = 200

  let name = "events"

  func probe(_ survey: Survey) async throws(Late) -> [Output] {
    let honeypots = try await survey.honeypots
    let library = survey.library
    return try await TimeLimit.blocking("formats") {
      honeypots.containers.compactMap { Output($0, library) }
    }
  }

  func judge(_ outputs: [Output]) -> Finding? {
    let warnings = outputs.flatMap { output in output.warnings.map { "\(NameList.name(output.name)): \($0)" }
    }
    let silent = outputs.filter(\.isUnread)
    guard !silent.isEmpty || !warnings.isEmpty else {
      let printing = outputs.filter { $0.lines > 0 }
      return printing.isEmpty
        ? nil : .ok("the lines of \(printing.count) containers are read in their formats")
    }
    let found = [NameList.list(silent.map(\.text)), NameList.list(warnings)].filter { !$0.isEmpty }
    let options = silent.compactMap(\.options)
    var advice: [String] = []
    if !options.isEmpty {
      let label = silent.lazy.compactMap(\.label).first
      advice.append(
        "Restart the collector with \(SourceOptions.command(options))"
          + (label.map { ", or recreate the container with a label, `docker run \($0) …`." } ?? ".")
      )
    }
    if silent.contains(where: { $0.options == nil }) {
      advice.append(
        "`decklog formats` lists the formats; docs/honeypots.md says how to write the table of another one."
      )
    }
    if !warnings.isEmpty { advice.append("Correct these labels or settings.") }
    return .warning(found.joined(separator: "; "), advice: advice.joined(separator: " "))
  }
}

extension EventsCheck.Output {
  /// `nil` if nothing is known about the container's lines.
  init?(_ container: HoneypotSurvey.Container, _ library: FormatLibrary) {
    let sources = container.sources
    self.init(
      name: container.name,
      lines: 0,
      hasNoEvent: false,
      format: sources.stdout,
      warnings: sources.warnings
    )
    // The events of a container may all be in its files, and the format `none` has no event.
    let hasEvents = sources.files.isEmpty && format != Format.noEvents.name
    if let counts = container.counts {
      (lines, hasNoEvent) = (counts.lines, counts.hasNoEvent && hasEvents)
    } else if let output = container.output {
      lines = output.stdout.lineCount
      hasNoEvent = lines > 0 && hasEvents
    } else if warnings.isEmpty {
      return nil
    }
    guard hasNoEvent else { return }
    guess = container.output.flatMap { FormatGuess(of: $0.stdout, among: library) }
    guard format == FormatGuess.syslog else { return }
    image = library.written(by: container.details.image).first.map { format, sources in
      EventsCheck.KnownImage(format: format.name, sources: sources)
    }
  }

  /// Whether the lines are most likely read in the wrong format. The counts may be older than the format.
  fileprivate var isUnread: Bool {
    guard hasNoEvent, guess?.name != format else { return false }
    return guess != nil || image != nil || lines >= EventsCheck.leastLines
  }

  fileprivate var text: String {
    let found = "\(NameList.name(name)): \(lines) lines but no event"
    if let image {
      let places = image.sources.map { NameList.path($0.description) }.joined(separator: ", ")
      return "\(found) (its image writes \(image.format) to \(places))"
    }
    return "\(found) (looks like \(guess?.name ?? "no known format"))"
  }

  /// What has the container read as it should be; `nil` if that is unknown.
  fileprivate var options: String? {
    if let image { return SourceOptions.sources(image.sources, image.format, of: name) }
    return guess.map { SourceOptions.stdout($0.name, of: name) }
  }

  /// The same as a label.
  fileprivate var label: String? { image == nil ? guess.map { "--label decklog.format=\($0.name)" } : nil }
}
