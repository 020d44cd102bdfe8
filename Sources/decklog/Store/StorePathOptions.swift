import ArgumentParser
import Basics
import Daemon
import Glibc
import Records
import Store

/// Which store a command reads.
struct StorePathOptions: ParsableArguments {
  static let defaultPath = "/var/log/decnet/decnet.db"

  private static let setting = Setting(
    flag: Settings.store.description.flag,
    variables: Settings.store.description.variables,
    help: "The store that a collector keeps.",
    format: .text,
    standard: Self.defaultPath,
    isRefusedIfBad: true
  )

  @Option(Self.setting, "path", completion: .file()) var store: String?

  /// Queries the store. Errors of the store are printed and become an exit status; those of the question pass.
  func ask<Answer>(_ question: (any RecordQuerying) throws -> Answer) throws -> Answer {
    let path = try SettingReader.read(.variablesOfProcess) { $0.read(Self.setting, store) }
    do {
      let store = try RecordStore(reading: path)
      defer { store.close() }
      return try question(store)
    } catch let error as StoreError {
      let hint = error.code == .missing ? "; decklog collect --store PATH keeps one" : ""
      StandardError.print("\(error)\(hint)")
      throw ExitCode(Self.status(of: error.code))
    }
  }

  private static func status(of code: StoreError.Code) -> Int32 {
    switch code {
    case .missing: EX_NOINPUT
    case .permissionDenied: EX_NOPERM
    case .laterVersion, .foreign, .damaged: EX_DATAERR
    case .busy, .noSpace, .cancelled, .failed: EX_TEMPFAIL
    }
  }
}
