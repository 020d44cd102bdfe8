/// Where an event stands among the categories of the Elastic Common Schema, by the words in its type.
///
/// Event types are the services' own, and an attacker can make one up: only values that the schema allows come out.
struct ECSCategory: Sendable, Hashable {
  /// Values of `event.category`.
  let category: [String]
  /// Values of `event.type`.
  let type: [String]
  /// A value of `event.outcome`; `nil` where the event type doesn't tell.
  let outcome: String?

  init(eventType: String) {
    let words = Set(eventType.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init))
    func has(_ wanted: String...) -> Bool { !words.isDisjoint(with: wanted) }
    if has("login", "logon", "auth", "authentication", "password", "credential", "credentials") {
      (category, type) = (["authentication"], ["start"])
    } else if has("command", "cmd", "exec", "shell", "process") {
      (category, type) = (["process"], ["start"])
    } else if has("http", "request", "get", "post", "web") {
      (category, type) = (["web"], ["access"])
    } else if has("query", "sql") {
      (category, type) = (["database"], ["access"])
    } else if has("upload", "download", "file") {
      (category, type) = (["file"], ["access"])
    } else if has("disconnect", "close", "closed") {
      (category, type) = (["network"], ["connection", "end"])
    } else if has("connect", "connection", "accept") {
      (category, type) = (["network"], ["connection", "start"])
    } else {
      (category, type) = (["intrusion_detection"], ["info"])
    }
    outcome =
      has("failed", "failure", "fail", "denied", "rejected")
      ? "failure" : has("success", "succeeded", "accepted") ? "success" : nil
  }
}
