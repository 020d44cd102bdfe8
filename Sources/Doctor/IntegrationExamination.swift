internal import Evidence

/// What other programs of this host do to the files of the record, and what starts a collector: the checks of a switch
/// from another collector and back.
struct IntegrationExamination: Sendable {
  /// Of those who read the files, or rotate them.
  var reading: [Finding]
  /// Of those who write them, or would.
  var writing: [Finding]

  /// Looks at processes, units, logrotate's settings and the files' modes.
  static func run(_ journal: JournalSettings, _ lock: LockFacts, _ places: HostPlaces) async -> Self {
    async let units = TimeLimit.runBlocking { UnitFacts(in: places.unitDirectories) }
    async let users = TimeLimit.runBlocking { FileUsers(journal, processes: places.processes) }
    async let lines = TimeLimit.runBlocking { RepeatedLines(journal) }
    async let rotation = TimeLimit.runBlocking { LogrotateFacts(journal, reading: places.logrotate) }
    let known = await units
    let apiUser = known?.apiUser ?? places.apiUser
    async let rights = TimeLimit.runBlocking { ReadRights(journal, user: apiUser) }
    let open = await users
    let repeated = await lines ?? nil
    return Self(
      reading: [
        (await rotation).map { LogrotateVerdict.finding($0, known ?? UnitFacts(units: [])) }
          ?? .late(.logrotate, places.logrotate),
        open.map { IngesterVerdict.finding($0, lock) } ?? .late(.ingester, places.processes),
        (await rights).map { FileModeVerdict.finding($0, asked: apiUser) }
          ?? .late(.fileModes, journal.logFile),
      ],
      writing: [
        open.map { SecondCollectorVerdict.finding($0, lock, repeated) }
          ?? .late(.secondCollector, places.processes),
        known.map(UnitVerdict.finding) ?? .late(.unit, places.unitDirectories.first ?? ""),
      ]
    )
  }
}
