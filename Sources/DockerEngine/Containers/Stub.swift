public struct ContainerMount: Sendable, Hashable {
  public var type: String
  public var source: String
  public var destination: String
  public var readWrite: Bool
}
extension ContainerDetails {
  public var mounts: [ContainerMount] { [] }
  public var variables: [String: String] { [:] }
  public var upperDirectory: String? { nil }
  public var processID: Int? { nil }
}
extension ContainerSummary {
  public var mounts: [ContainerMount] { [] }
}
