/// A file system that a container has mounted.
public struct ContainerMount: Sendable, Hashable {
  /// Stub.
  public var type: String
  /// Stub.
  public var source: String
  /// Stub.
  public var destination: String
  /// Stub.
  public var readWrite: Bool

  /// Stub.
  public init(type: String, source: String, destination: String, readWrite: Bool) {
    self.type = type
    self.source = source
    self.destination = destination
    self.readWrite = readWrite
  }
}

extension ContainerDetails {
  /// Stub.
  public var variables: [String: String] { [:] }
  /// Stub.
  public var mounts: [ContainerMount] { [] }
  /// Stub.
  public var upperDirectory: String? { nil }
}
