import Store
import Telemetry

extension CollectorStatus.Store {
  /// How a store is doing; one without a status could not be opened yet.
  init(_ status: StoreFeedStatus?) {
    self.init(
      isWritable: status.map { $0.fault == nil } ?? false,
      records: status?.records ?? 0,
      lagBytes: status?.bytesBehind ?? 0,
      faults: status?.faults ?? 0,
      sizeBytes: status?.size ?? 0
    )
  }
}
