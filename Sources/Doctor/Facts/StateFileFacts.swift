internal import Collector
internal import Files
internal import Glibc

/// The framework's state file.
struct StateFileFacts: Sendable {
  var path: String
  var isThere: Bool
  /// Why it can't be read or decoded.
  var fault: String?
  /// The names of the service containers.
  var containers: Set<String> = []

  init(path: String, isThere: Bool, fault: String? = nil, containers: Set<String> = []) {
    self.path = path
    self.isThere = isThere
    self.fault = fault
    self.containers = containers
  }

  /// Reads the file as a collector does.
  init(reading path: String) {
    var file = StateFile(path: path)
    var fault: String?
    if case .unreadable(let why) = file.refresh() { fault = why }
    self.init(
      path: path,
      isThere: fault != nil || FileStatus(of: path) != nil,
      fault: fault,
      containers: file.containers
    )
  }
}
