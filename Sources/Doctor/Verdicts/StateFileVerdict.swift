/// Whether the framework's state file can be used.
enum StateFileVerdict {
  /// - Parameter names: of all containers of the engine; `nil` where they are not known.
  static func finding(_ facts: StateFileFacts, names: Set<String>?) -> Finding {
    if let fault = facts.fault {
      return Finding(
        .stateFile,
        .problem,
        fault,
        advice:
          "Let the collector's user read it, `ls -l \(ShellWord.quoted(facts.path))` says who may; if it is damaged,"
          + " deploy again. Containers with labels are collected all the same."
      )
    }
    guard facts.isThere else {
      return Finding(
        .stateFile,
        .ok,
        "\(facts.path) is not there; labels and selectors say what the fleet is"
      )
    }
    let found = "\(facts.path) names \(facts.containers.count) containers"
    guard let names else { return Finding(.stateFile, .ok, "\(found); the engine's are not known") }
    let missing = facts.containers.subtracting(names)
    guard !missing.isEmpty else { return Finding(.stateFile, .ok, found) }
    return Finding(
      .stateFile,
      .warning,
      "\(found), and the engine has none called \(NameList.text(missing))",
      advice: "Start what is missing, or deploy again, so that the file tells what is there."
    )
  }
}
