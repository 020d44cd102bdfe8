import ArgumentParser
import Glibc
import Store
import Terminal

/// Which store is asked.
struct StorePathOptions: ParsableArguments {
  static let defaultPath = "/var/log/decnet/decnet.db"

  @Option(
    help: ArgumentHelp(
      "The store that a collector keeps. [DECKLOG_STORE; \(Self.defaultPath)]",
      valueName: "path"
    ),
    completion: .file()
  )
  var store: String?

  /// Opens the store to be read.
  ///
  /// - Throws: the command's status, after the reason is told.
  func opened() throws(ExitCode) -> RecordStore {
    let environment = TerminalEnvironment.value("DECKLOG_STORE") ?? ""
    let path = store ?? (environment.isEmpty ? Self.defaultPath : environment)
    do {
      return try RecordStore(reading: path)
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
  func ask<Answer>(_ question: (RecordStore) throws(StoreError) -> Answer) throws(ExitCode) -> Answer {
    let store = try opened()
    defer { store.close() }
    do {
      return try question(store)
    } catch {
      throw Self.told(error)
    }
  }
}
