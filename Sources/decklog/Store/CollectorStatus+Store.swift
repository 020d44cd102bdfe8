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
    skippedLines = status.map { $0.invalid + $0.tooLong } ?? 0
    losses = status?.losses ?? 0
    replacements = status?.replacements ?? 0
  }
}
