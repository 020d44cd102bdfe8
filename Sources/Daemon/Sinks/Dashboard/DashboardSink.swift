package import Basics
package import Collector
import Dashboard
import Logging
import StatusMetrics

/// The dashboard's live feed, and the pages that the listener serves.
package struct DashboardSink: RecordSink {
  package static var settings: [SettingDescription] {
    [Settings.dashboard, Settings.dashboardName, Settings.dashboardToken.description]
  }

  private let feed = LiveFeed()
  private let access: DashboardAccess
  private let store: StoreSink
  private let logger: Logger

  package static func read(_ reader: inout SettingReader, _ flags: Flags) -> SinkMaker? {
    let token = reader.read(Settings.dashboardToken)
    guard flags[isOn: Settings.dashboard] else { return nil }
    guard reader.value(of: Settings.store, flags[Settings.store]) != nil else {
      reader.refuse("--dashboard needs --store PATH: it shows what is in the store")
      return nil
    }
    // Refusals of the address were reported by the listener.
    var unreported = reader
    guard let address = ListenerSink.address(&unreported, flags) else { return nil }
    do {
      let access = try DashboardAccess(at: address, token: token, names: flags[all: Settings.dashboardName])
      return { context in
        context.sinks.first(StoreSink.self).map {
          DashboardSink(access: access, store: $0, logger: context.logger)
        }
      }
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

  package func offer(_ records: WrittenRecords) { feed.offer(records.bytes, count: records.count) }

  /// The pages; `status` says how the collector is doing.
  func pages(status: @escaping @Sendable () async -> CollectorStatus) -> DashboardPages {
    DashboardPages(
      source: DashboardSource({ store.store }, status: status),
      feed: feed,
      access: access,
      logger: logger
    )
  }
}

extension Settings {
  package static let dashboard = flag(
    "--dashboard",
    "Show what is in the store in a browser, at the address of --listen."
  )
  package static let dashboardName = SettingDescription(
    flag: "--dashboard-name",
    help: "A host name under which browsers may open the dashboard; repeatable.",
    standard: "addresses only"
  )
  package static let dashboardToken = Setting(
    variables: ["DECKLOG_DASHBOARD_TOKEN"],
    help: "The dashboard's token, required if other machines can connect.",
    format: .optional(.text, none: "none"),
    standard: nil,
    isRefusedIfBad: true
  )
}
