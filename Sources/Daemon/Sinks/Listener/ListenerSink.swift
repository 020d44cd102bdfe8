package import Basics
package import Collector
package import HTTPListener
package import ServiceLifecycle

/// Serves metrics, status, health and the dashboard over HTTP.
package struct ListenerSink: RecordSink {
  /// Where the dashboard is, unless `--listen` says otherwise.
  private static let dashboardAddress = "127.0.0.1:9464"

  package static var settings: [SettingDescription] { [Settings.listen.description] }

  let address: ListenAddress

  package static func read(_ reader: inout SettingReader, _ flags: Flags) -> SinkMaker? {
    address(&reader, flags).map { address in { _ in ListenerSink(address: address) } }
  }

  /// Where a collector listens; `nil` for nowhere. An address that can't be is refused.
  package static func address(_ reader: inout SettingReader, _ flags: Flags) -> ListenAddress? {
    let standard = flags[isOn: Settings.dashboard] ? dashboardAddress : nil
    guard let text = reader.read(Settings.listen, flags) ?? standard else { return nil }
    do {
      return try ListenAddress(text)
    } catch {
      reader.refuse("--listen: \(error.message)")
      return nil
    }
  }

  package func offer(_ records: WrittenRecords) {}

  package func services(beside running: RunningCollector) throws -> [any Service] {
    let pages = running.sinks.first(DashboardSink.self)?.pages(status: running.status)
    return [try MetricsService(at: address, mounting: pages, logger: running.logger, status: running.status)]
  }
}

extension Settings {
  package static let listen = Setting(
    flag: "--listen",
    help: "Serve metrics, status and health over HTTP at HOST:PORT or unix:PATH.",
    format: .optional(.text, none: "off"),
    standard: nil,
    isRefusedIfBad: true
  )
}
