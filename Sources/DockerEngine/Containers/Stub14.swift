/// A file system that a container has mounted.
public struct ContainerMount: Sendable, Hashable {
  public var type: String
  public var source: String
  public var destination: String
  public var readWrite: Bool

  public init(type: String, source: String, destination: String, readWrite: Bool) {
    self.type = type
    self.source = source
    self.destination = destination
    self.readWrite = readWrite
  }
}

extension ContainerDetails {
  public var variables: [String: String] { [:] }
  public var mounts: [ContainerMount] { [] }
  public var upperDirectory: String? { nil }
}
