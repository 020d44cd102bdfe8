internal import Basics
internal import Collector
internal import DockerEngine
internal import Files
internal import Formats

/// What the checks of honeypots know about the running containers of the fleet.
struct HoneypotSurvey: Sendable {
  struct Container: Sendable {
    var name: String
    var details: ContainerDetails
    var sources: ReadSources
    /// The last output; `nil` if the engine did not send it in time.
    var output: OutputSample?
    /// What the collector has counted; `nil` if unknown.
    var counts: OutputCounts?
  }

  /// The most containers that are looked at.
  static let limit = 100
  /// How many are asked for their output at once.
  private static let width = 8

  var containers: [Container] = []
  /// Whether the engine's files may be on this host.
  var isLocal = false

  /// Reads the last output of each container until the time for an answer is over.
  ///
  /// - Parameter counts: by the first digits of the container's id, see ``OutputCounts/key(_:)``.
  static func run(
    _ settings: CollectorSettings,
    _ fleet: FleetSurvey,
    counts: [String: OutputCounts]
  ) async -> Self {
    let running = (fleet.fleet?.members ?? []).filter(\.isRunning).map(\.container).sorted {
      $0.name < $1.name
    }
    var survey = Self(isLocal: settings.endpoint.isSocket)
    survey.containers = running.compactMap { member in
      guard let details = fleet.logs.details[member.id] else { return nil }
      let sources = settings.sources.sources(of: member, variables: details.variables)
      return Container(
        name: member.name,
        details: details,
        sources: ReadSources(sources, collectsStandardError: settings.collectsStandardError),
        counts: counts[OutputCounts.key(member.id)]
      )
    }.prefix(limit).map(\.self)
    guard !survey.containers.isEmpty, let client = try? EngineProbe.client(settings.endpoint) else {
      return survey
    }
    let deadline = ContinuousClock.now + TimeLimit.answer
    await withTaskGroup(of: (Int, OutputSample?).self) { [containers = survey.containers] group in
      var waiting = containers.indices
      func start(_ group: inout TaskGroup<(Int, OutputSample?)>) {
        guard let index = waiting.popFirst(), ContinuousClock.now < deadline else { return }
        let details = containers[index].details
        group.addTask { (index, await OutputSample.take(of: details, client)) }
      }
      for _ in 0..<width { start(&group) }
      while let (index, sample) = await group.next() {
        survey.containers[index].output = sample
        start(&group)
      }
    }
    try? await client.shutdown()
    return survey
  }
}

/// The sources of a container that a collector reads, with the names of their formats.
struct ReadSources: Sendable, Hashable {
  struct File: Sendable, Hashable {
    /// The path in the container; its last component may hold `*`.
    var path: String
    var format: String
  }

  var stdout = FormatGuess.syslog
  /// `nil` if standard error is not read.
  var stderr: String?
  var files: [File] = []
  /// What is wrong with labels and settings for the container.
  var warnings: [String] = []

  /// The formats that are not what an output is read in without any setting.
  var declared: [String] {
    [stdout, stderr].compactMap(\.self).filter { $0 != FormatGuess.syslog } + files.map(\.format)
  }

  /// Whether a file of the container is a source.
  func reads(path: String) -> Bool {
    let (directory, name) = Directories.split(path)
    return files.contains { file in
      let (sourceDirectory, sourceName) = Directories.split(file.path)
      return directory == sourceDirectory && Glob(sourceName).matches(name)
    }
  }
}

extension ReadSources {
  init(_ sources: ContainerSources, collectsStandardError: Bool) {
    stdout = sources.stdout?.name ?? FormatGuess.syslog
    if sources.readsStandardError || collectsStandardError {
      stderr = sources.stderr?.name ?? FormatGuess.syslog
    }
    files = sources.files.map { File(path: $0.path, format: $0.format?.name ?? FormatGuess.syslog) }
    warnings = sources.warnings
  }
}
