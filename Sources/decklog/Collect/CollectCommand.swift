import ArgumentParser
import Basics
import Daemon
import DockerEngine
import Evidence
import Files
import Glibc
import HTTPListener
import Store

struct CollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Collects the output of a fleet of honeypot containers.",
    discussion: """
      Every line goes to the log file; every event becomes a record in the file of the same name with the \
      suffix .json. The fleet is found by its labels, the state file, --select, --honeypots and --image. A flag \
      beats its environment variable.

      These settings are environment variables only:

      """ + Settings.variablesHelp
  )

  @OptionGroup var options: CollectOptions

  func run() async throws {
    StandardError.serve()
    // Collection goes on when the reader of --print-events is gone.
    signal(SIGPIPE, SIG_IGN)
    let flags = options.flags
    try OpenFileLimit.require(
      DaemonSettings.ownFiles(flags) + OpenFiles.perContainer,
      more: ", and \(OpenFiles.perContainer) more for each further container"
    )
    let settings = try SettingReader.read { DaemonSettings(&$0, flags) }
    let daemon: CollectorDaemon
    do {
      let logger = StandardError.logger(level: settings.logLevel)
      daemon = try CollectorDaemon(settings, logger: logger, report: StandardError.print)
    } catch {
      throw Self.refusal(error) ?? Self.refused("\(error)", EX_CONFIG)
    }
    do {
      StandardError.print(try await daemon.run())
    } catch {
      // A fault of the files while collecting is no refusal to start.
      guard !(error is EvidenceError), let refusal = Self.refusal(error) else { throw error }
      throw refusal
    }
  }

  /// Prints why the collector can't start; `nil` for an error of another kind.
  private static func refusal(_ error: any Error) -> ExitCode? {
    switch error {
    case let error as ListenError:
      refused("--listen: \(error.message)", error.code == .permissionDenied ? EX_NOPERM : EX_CONFIG)
    case let error as StoreError:
      refused("--store: \(error)", error.code == .permissionDenied ? EX_NOPERM : EX_CONFIG)
    case let error as EngineError: refused("\(error)", EX_CONFIG)
    case let error as EvidenceError:
      switch error.code {
      case .permissionDenied: refused("\(error)", EX_NOPERM)
      case .locked: refused("\(error)", EX_TEMPFAIL)
      case .unusableState, .damagedState:
        refused("\(error); --from beginning, now or existing says where to begin", EX_CONFIG)
      case .unsafeFileSystem: refused("\(error) with --allow-unsafe-file-system", EX_CONFIG)
      case .noSpace, .failed: refused("\(error)", EX_CANTCREAT)
      }
    default: nil
    }
  }

  private static func refused(_ message: String, _ status: Int32) -> ExitCode {
    StandardError.print(message)
    return ExitCode(status)
  }
}
