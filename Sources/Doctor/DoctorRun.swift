/// Runs all checks concurrently, each with a time limit. One that fails does not affect the others.
///
/// Nothing on the host is changed: no file is created, the engine gets GET requests, the bus a greeting.
package enum DoctorRun {
  /// All checks, in the order of the report, with those of sinks.
  static func checks(sinks: [any Check]) -> [any Check] {
    engine + honeypots + record + [BusCheck()] + sinks + readers + collector
  }

  private static let engine: [any Check] = [
    EngineCheck(), EngineClockCheck(), FleetCheck(), FleetNamesCheck(), LogDriverCheck(), LogRotationCheck(),
    LogSourceCheck(), StateFileCheck(),
  ]
  private static let honeypots: [any Check] = [
    EventsCheck(), StandardErrorCheck(), ContainerFilesCheck(), MountedFilesCheck(), AttackerAddressCheck(),
  ]
  private static let record: [any Check] = [
    LogDirectoryCheck(), LogFilesCheck(), StateDirectoryCheck(), SpaceCheck.log, SpaceCheck.state,
    ClockCheck(),
  ]
  private static let readers: [any Check] = [
    RotatedFilesCheck(), LogrotateCheck(), IngesterCheck(), FileModesCheck(),
  ]
  private static let collector: [any Check] = [
    OpenFilesCheck(), UserCheck(), InotifyCheck(), CollectorCheck(), LedgerCheck(), SecondCollectorCheck(),
    UnitCheck(),
  ]

  package static func report(_ settings: DoctorSettings) async -> DoctorReport {
    let survey = await Survey(settings)
    let checks = checks(sinks: settings.sinks)
    async let shared: Void = survey.run()
    let findings = await withTaskGroup(of: (Int, Finding?).self) { group in
      for (index, check) in checks.enumerated() { group.addTask { (index, await check.run(survey)) } }
      var findings = [Finding?](repeating: nil, count: checks.count)
      for await (index, finding) in group { findings[index] = finding }
      return findings.compactMap(\.self)
    }
    await shared
    return DoctorReport(version: settings.version, findings: findings)
  }
}
