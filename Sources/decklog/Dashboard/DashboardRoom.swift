import Dashboard
import Logging
import Telemetry

/// A collector's dashboard.
struct DashboardRoom {
  /// Where it is, unless somebody says otherwise.
  static let defaultAddress = "127.0.0.1:9464"

  /// Takes the records that are shown as they come.
  let feed = LiveFeed()
  private let access: DashboardAccess
  private let logger: Logger

  /// - Parameters:
  ///   - address: where the collector listens.
  ///   - hasStore: whether there is anything to be shown.
  ///   - environment: has the token.
  /// - Throws: `SettingsError` for settings that no dashboard can be had with.
  init(
    _ options: DashboardOptions,
    at address: ListenAddress?,
    hasStore: Bool,
    _ environment: [String: String],
    _ logger: Logger
  ) throws {
    guard let address, hasStore else {
      throw SettingsError(description: "--dashboard: wants --store PATH, since it shows what is in the store")
    }
    let token = environment["DECKLOG_DASHBOARD_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
    do {
      access = try DashboardAccess(at: address, token: token, names: options.dashboardName)
    } catch DashboardAccessError.tokenMissing {
      throw SettingsError(
        description: "--dashboard: \(DashboardAccessError.tokenMissing); DECKLOG_DASHBOARD_TOKEN has it,"
          + " such as what `openssl rand -hex 16` prints"
      )
    } catch {
      throw SettingsError(description: "--dashboard: \(error)")
    }
    self.logger = logger
  }

  /// Its pages.
  ///
  /// - Parameter status: says how the collector is doing.
  func pages(of store: StoreKeeper, status: @escaping @Sendable () async -> CollectorStatus) -> DashboardPages
  {
    DashboardPages(
      source: StoreDashboardSource({ store.store }, status: status),
      feed: feed,
      access: access,
      logger: logger
    )
  }
}
