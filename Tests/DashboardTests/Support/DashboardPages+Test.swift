import Dashboard
import HTTPTypes
import Logging
import Records
import HTTPListener

extension DashboardPages {
  /// What is answered to one request.
  static func answer(
    _ target: String,
    at address: String = "127.0.0.1:9464",
    host: String = "127.0.0.1:9464",
    token: String? = nil,
    names: [String] = [],
    fields: HTTPFields = [:],
    records: any RecordQuerying = ScriptedRecords(),
    feed: LiveFeed = LiveFeed()
  ) async throws -> PageAnswer {
    let pages = DashboardPages(
      source: DashboardSource(records),
      feed: feed,
      access: try DashboardAccess(at: ListenAddress(address), token: token, names: names),
      limits: .patient,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let request = PageRequest(
      path: parts[0],
      query: parts.count > 1 ? parts[1] : nil,
      host: host,
      fields: fields
    )
    return await withTaskGroup { group in
      group.addTask { await pages.run() }
      let answer = await pages.answer(request)
      group.cancelAll()
      return answer
    }
  }
}

extension PageAnswer {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The value of a header field.
  func field(_ name: String) -> String? {
    fields.first { $0.name.canonicalName == name.lowercased() }?.value
  }
}
