internal import Basics
internal import Collector
internal import Evidence
internal import HTTPListener
internal import ServiceBus

/// Examines all that a collector on this host needs.
///
/// Nothing is changed: no file is made, the engine gets GET requests, the bus a greeting. Each check has a time
/// limit, and one that fails doesn't keep the others from what they have to say.
public struct Examination: Sendable {
  private let settings: DoctorSettings

  /// An examination of what these settings name.
  public init(_ settings: DoctorSettings) {
    self.settings = settings
  }

  /// Runs all checks, side by side.
  public func run() async -> DoctorReport {
    let lock = await lockFacts()
    async let fleet = FleetExamination.run(settings.collector)
    async let record = recordFindings(lock)
    async let bus = busFinding()
    async let consumers = consumerFindings()
    async let rotated = rotatedFinding()
    async let integrations = IntegrationExamination.run(journal, lock, settings.places)
    async let collector = collectorFindings(lock)
    let examined = await fleet
    let limits = LimitFacts(of: lock.process)
    var findings = examined.findings
    findings += await record
    findings += [HostVerdict.clock(ClockFacts()), await bus]
    findings += await consumers
    findings.append(await rotated)
    findings += await integrations.reading
    findings.append(HostVerdict.openFiles(limits, containers: examined.members))
    findings += [HostVerdict.user(limits), HostVerdict.inotify(limits)]
    findings += await collector
    findings += await integrations.writing
    return DoctorReport(version: settings.version, findings: findings)
  }

  private var journal: JournalSettings { settings.collector.journal }

  private func lockFacts() async -> LockFacts {
    let path = journal.lockFile
    return await TimeLimit.runBlocking { LockFacts(of: path) }
      ?? LockFacts(holder: .unknown("no answer in time"))
  }

  private func recordFindings(_ lock: LockFacts) async -> [Finding] {
    let journal = journal
    async let place = TimeLimit.runBlocking { PlaceFacts(journal) }
    async let state = TimeLimit.runBlocking { StateFacts(journal) }
    let (places, states) = (await place, await state)
    var findings = places.map(PlaceVerdict.findings) ?? [.late(.logDirectory, journal.logFile)]
    findings.append(
      states.map { StateVerdict.finding($0, lock) } ?? .late(.stateDirectory, journal.stateDirectory)
    )
    if let places { findings.append(SpaceVerdict.finding(.logSpace, places.logSpace)) }
    if let states { findings.append(SpaceVerdict.finding(.stateSpace, states.space)) }
    return findings
  }

  private func busFinding() async -> Finding {
    guard case .socket(let path) = settings.bus else {
      return BusVerdict.setting(settings.bus) ?? Finding(.bus, .skipped, "there is none")
    }
    let isNamed = settings.namesBus
    return await TimeLimit.runBlocking { BusFacts(asking: path) }
      .map { BusVerdict.finding($0, isNamed: isNamed) } ?? .late(.bus, path)
  }

  private func consumerFindings() async -> [Finding] {
    await withTaskGroup(of: (Int, Finding).self) { group in
      for (index, consumer) in settings.consumers.enumerated() {
        group.addTask {
          let result: Result<Int, any Error>? = await withTimeout(TimeLimit.check) {
            do {
              return Result<Int, any Error>.success(try await consumer.bytesBehind())
            } catch {
              return .failure(error)
            }
          }
          return (index, ReaderVerdict.consumer(consumer.name, result))
        }
      }
      var findings: [(Int, Finding)] = []
      for await finding in group { findings.append(finding) }
      return findings.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func rotatedFinding() async -> Finding {
    let journal = journal
    guard let facts = await TimeLimit.runBlocking({ GrowingFiles(journal) }) else {
      return .late(.rotatedFiles, journal.logFile)
    }
    return ReaderVerdict.rotated(facts)
  }

  private func collectorFindings(_ lock: LockFacts) async -> [Finding] {
    let path = journal.ledgerFile
    async let answer = collectorAnswer()
    let ledger = await TimeLimit.runBlocking { LedgerFacts(reading: path) }
    let now = WallClock.now
    return [
      CollectorVerdict.collector(
        lock,
        logFile: journal.logFile,
        address: settings.listen?.description,
        await answer
      ),
      ledger.map { CollectorVerdict.ledger($0, lock, now: now) } ?? .late(.ledger, path),
    ]
  }

  private func collectorAnswer() async -> Result<CollectorAnswer, CollectorAnswer.Fault>? {
    guard let address = settings.listen else { return nil }
    return await withTimeout(TimeLimit.check) { await CollectorAnswer.ask(address) }
  }
}
