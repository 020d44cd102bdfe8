import ArgumentParser
import Basics
import Glibc
import Records
import Store

/// Which store is asked.
struct StorePathOptions: ParsableArguments {
  static let defaultPath = "/var/log/decnet/decnet.db"

  @Option(
    help: SettingDescription(
      flag: Settings.store.description.flag,
      variables: Settings.store.description.variables,
      help: "The store that a collector keeps.",
      standard: Self.defaultPath
    ).argumentHelp("path"),
    completion: .file()
  )
  var store: String?

  /// Opens the store to be read.
  ///
  /// - Throws: the command's status, after the reason is told.
  func opened() throws(ExitCode) -> RecordStore {
    let path = try SettingReader.read(.variablesOfProcess) { $0.read(Settings.store, store) }
    do {
      return try RecordStore(reading: path ?? Self.defaultPath)
    } catch {
      throw Self.told(error)
    }
  }

  /// Says what is wrong with a store.
  ///
  /// - Returns: the status for it.
  static func told(_ error: StoreError) -> ExitCode {
    switch error.code {
    case .missing:
      StandardError.print("\(error); decklog collect --store PATH keeps one")
      return ExitCode(EX_NOINPUT)
    case .permissionDenied:
      StandardError.print("\(error)")
      return ExitCode(EX_NOPERM)
    case .laterVersion, .foreign, .damaged:
      StandardError.print("\(error)")
      return ExitCode(EX_DATAERR)
    case .busy, .noSpace, .cancelled, .failed:
      StandardError.print("\(error)")
      return ExitCode(EX_TEMPFAIL)
    }
  }

  /// Asks the store.
  ///
  /// - Throws: the command's status, after the reason is told.
  func ask<Answer>(_ question: (any RecordQuerying) throws -> Answer) throws -> Answer {
    let store = try opened()
    defer { store.close() }
    do {
      return try question(store)
    } catch let error as StoreError {
      throw Self.told(error)
    }
  }
}
