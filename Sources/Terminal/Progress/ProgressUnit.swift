/// What progress is counted in.
public enum ProgressUnit: Sendable, Hashable {
  /// Bytes, shown as kB, MB, …
  case bytes
  /// Things of which many are one: `records`.
  case items(String)

  /// An amount of it: `1.2 GB`, `12,345 records`.
  func text(_ amount: Int) -> String {
    switch self {
    case .bytes: NumberText.bytes(amount)
    case .items(let name): "\(NumberText.grouped(amount)) \(name)"
    }
  }
}
