import ArgumentParser
import Basics
import Dashboard
import HTTPListener

/// Whether and to whom a collector shows a dashboard.
struct DashboardOptions: ParsableArguments {
  @Flag(
    help: Settings.dashboard.argumentHelp(
      discussion: """
        Needs --store, and a token in DECKLOG_DASHBOARD_TOKEN at an address that other machines can connect to.
        """
    )
  )
  var dashboard = false

  @Option(help: Settings.dashboardName.argumentHelp("name"))
  var dashboardName: [String] = []

  /// Who may see the dashboard; `nil` where there is to be none.
  ///
  /// - Parameters:
  ///   - address: where the collector listens; `nil` where that was refused.
  ///   - hasStore: whether there is anything to be shown.
  func read(_ reader: inout SettingReader, at address: ListenAddress?, hasStore: Bool) -> DashboardAccess? {
    let token = reader.read(Settings.dashboardToken)
    guard dashboard else { return nil }
    guard hasStore else {
      reader.refuse("--dashboard needs --store PATH: it shows what is in the store")
      return nil
    }
    guard let address else { return nil }
    do {
      return try DashboardAccess(at: address, token: token, names: dashboardName)
    } catch DashboardAccessError.tokenMissing {
      reader.refuse(
        "--dashboard: \(DashboardAccessError.tokenMissing); set DECKLOG_DASHBOARD_TOKEN,"
          + " for example to what `openssl rand -hex 16` prints"
      )
    } catch {
      reader.refuse("--dashboard: \(error)")
    }
    return nil
  }
}
