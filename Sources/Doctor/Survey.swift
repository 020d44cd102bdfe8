internal import Basics
internal import Collector
internal import DockerEngine
internal import Evidence
internal import Formats
internal import Synchronization

/// The settings, and what several checks need to know about the host: each is looked up once.
package struct Survey: Sendable {
  let settings: DoctorSettings
  let lock: LockProbe
  private let fleetPromise = Promise<FleetSurvey>()
  private let unitsPromise = Promise<UnitProbe>()
  private let answerPromise = Promise<Result<CollectorAnswer, CollectorAnswer.Fault>>()
  private let honeypotsPromise = Promise<HoneypotSurvey>()
  private let usersPromise = Promise<FileUsers>()

  /// Looks at the collector's lock; ``run()`` does the rest.
  init(_ settings: DoctorSettings) async {
    self.settings = settings
    let path = settings.collector.journal.lockFile
    lock =
      await TimeLimit.runBlocking { LockProbe(of: path) } ?? LockProbe(holder: .unknown("no answer in time"))
  }

  /// The formats that lines are compared with.
  var library: FormatLibrary { settings.collector.sources.library }

  var journal: JournalSettings { settings.collector.journal }

  var fleet: FleetSurvey {
    get async throws(Late) { try await fleetPromise.value(settings.collector.endpoint.description) }
  }
  var units: UnitProbe {
    get async throws(Late) { try await unitsPromise.value(settings.places.unitDirectories.first ?? "units") }
  }
  /// What a running collector answers; `nil` if it is late or was not asked.
  var answer: Result<CollectorAnswer, CollectorAnswer.Fault>? {
    get async { await answerPromise.value() }
  }
  var honeypots: HoneypotSurvey {
    get async throws(Late) { try await honeypotsPromise.value("containers") }
  }
  /// Who has the files open.
  var users: FileUsers { get async throws(Late) { try await usersPromise.value(settings.places.processes) } }

  /// Looks up what the checks wait for.
  func run() async {
    let (journal, places) = (journal, settings.places)
    async let fleet = FleetSurvey.run(settings.collector)
    async let units = TimeLimit.runBlocking { UnitProbe(in: places.unitDirectories) }
    async let answer = ask()
    async let users = TimeLimit.runBlocking { FileUsers(journal, processes: places.processes) }
    unitsPromise.give(await units)
    usersPromise.give(await users)
    let (known, said) = await (fleet, answer)
    answerPromise.give(said)
    fleetPromise.give(known)
    let counts = await TimeLimit.runBlocking {
      OutputCounts.read(try? said?.get(), ledger: journal.ledgerFile)
    }
    honeypotsPromise.give(await HoneypotSurvey.run(settings.collector, known, counts: counts ?? [:]))
  }

  private func ask() async -> Result<CollectorAnswer, CollectorAnswer.Fault>? {
    guard let address = settings.listen else { return nil }
    return await withTimeout(TimeLimit.check) { await CollectorAnswer.ask(address) }
  }
}

/// A value that one thread or task gives, and others wait for.
final class Promise<Value: Sendable>: Sendable {
  private let given = Mutex<Value?>(nil)
  private let latch = Latch()

  /// Gives the value; `nil` if there will be none. Called once.
  func give(_ value: Value?) {
    given.withLock { $0 = value }
    latch.open()
  }

  /// The value, or `nil` if the task is cancelled first.
  func value() async -> Value? {
    await latch.wait()
    return given.withLock { $0 }
  }

  /// The value, or an error about the subject if there is none.
  func value(_ subject: String) async throws(Late) -> Value {
    guard let value = await value() else { throw Late(subject) }
    return value
  }
}
