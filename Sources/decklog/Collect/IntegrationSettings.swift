import Basics
import Dashboard
import HTTPListener
import ServiceBus
import Store
import TraceExport

/// The settings of what runs beside a collector: its sinks, the listener and systemd.
struct IntegrationSettings {
  /// Where the dashboard is, unless somebody says otherwise.
  private static let dashboardAddress = "127.0.0.1:9464"

  /// systemd's variables, and those by which the bus is found at each attempt to connect.
  let environment: SettingsEnvironment
  /// Whether each event is printed.
  let printsEvents: Bool
  /// Where the bus is.
  let bus: BusEndpoint
  /// Where traces go; `nil` for nowhere.
  let tracing: TracingSettings?
  /// Where metrics, status and health are served over HTTP; `nil` for nowhere.
  let listen: ListenAddress?
  /// Where the store is, and what is kept in it; `nil` for none.
  let store: (path: String, retention: Retention)?
  /// Who may see the dashboard; `nil` for none.
  let dashboard: DashboardAccess?

  init(
    _ options: CollectOptions,
    _ store: StoreOptions,
    _ dashboard: DashboardOptions,
    _ reader: inout SettingReader
  ) {
    environment = reader.environment
    printsEvents = options.printEvents
    bus = BusEndpoint(&reader)
    tracing = TracingSettings.read(&reader, version: Version.number)
    listen = options.fleet.listenAddress(&reader, or: dashboard.dashboard ? Self.dashboardAddress : nil)
    self.store = store.read(&reader)
    self.dashboard = dashboard.read(&reader, at: listen, hasStore: self.store != nil)
  }
}
