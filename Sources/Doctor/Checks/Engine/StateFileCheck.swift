internal import Collector
internal import DockerEngine
internal import Evidence
import Files

/// Whether the framework's state file can be used.
struct StateFileCheck: Check {
  let name = "state-file"

  func probe(_ survey: Survey) async throws(Late) -> (file: StateFileProbe, names: Set<String>?) {
    let fleet = try await survey.fleet
    guard let file = fleet.stateFile else { throw Late(survey.settings.collector.stateFile) }
    return (file, fleet.engine.containers.map { Set($0.flatMap(\.names)) })
  }

  /// - Parameter probe: the file, and the names of all containers of the engine, `nil` if they are unknown.
  func judge(_ probe: (file: StateFileProbe, names: Set<String>?)) -> Finding? {
    let file = probe.file
    if let fault = file.fault {
      return .problem(
        fault,
        advice:
          "Let the collector's user read it, `ls -l \(ShellWord.quoted(file.path))` shows who may; if it is"
          + " damaged, deploy again. Containers with labels are collected nevertheless."
      )
    }
    guard file.exists else {
      return .ok("\(file.path) does not exist; labels and selectors define the fleet")
    }
    let found = "\(file.path) names \(file.containers.count) containers"
    guard let names = probe.names else { return .ok("\(found); the engine's are unknown") }
    let missing = file.containers.subtracting(names)
    guard !missing.isEmpty else { return .ok(found) }
    return .warning(
      "\(found), but the engine has none called \(NameList.text(missing))",
      advice: "Start the missing ones, or deploy again to update the file."
    )
  }
}

/// The framework's state file.
struct StateFileProbe: Sendable {
  var path: String
  var exists: Bool
  /// Why it can't be read or decoded.
  var fault: String?
  /// The names of the service containers.
  var containers: Set<String> = []
}

extension StateFileProbe {
  /// Reads the file as a collector does.
  init(reading path: String) {
    var file = StateFile(path: path)
    var fault: String?
    if case .unreadable(let why) = file.refresh() { fault = why }
    self.init(
      path: path,
      exists: fault != nil || FileStatus(of: path) != nil,
      fault: fault,
      containers: file.containers
    )
  }
}
