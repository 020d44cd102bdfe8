internal import Addresses
internal import Basics

/// A record in the Elastic Common Schema, version 8.
///
/// | field | from |
/// |---|---|
/// | `@timestamp` | `observed`, or else `timestamp` as UTC |
/// | `event.created` | `observed` |
/// | `event.start` | `timestamp` as UTC; the attacker may have written it |
/// | `event.action` | `event_type` |
/// | `event.original` | `raw_line` |
/// | `event.code` | the field `native_event` |
/// | `event.category`, `event.type` | the event type, by ``ECSCategory`` |
/// | `event.outcome` | the field `outcome`, or else the event type, by ``ECSCategory`` |
/// | `message` | `msg` |
/// | `source.address` | `attacker_ip`, as the line spells it |
/// | `source.ip` | the same address in canonical form, without a zone |
/// | `source.port` | the fields `src_port` or `remote_port` |
/// | `destination.address`, `destination.ip`, `destination.port` | the fields `dst_ip` and `dst_port`, as for `source` |
/// | `network.protocol` | the field `protocol`, in lower case |
/// | `host.name` | `decky` |
/// | `service.name` | `service` |
/// | `container.name`, `container.id` | `origin` |
/// | `log.file.path` | `source` |
/// | `file.name`, `file.path`, `file.hash.sha256` | the fields `file`, as path too if it has a `/`, and `sha256` |
/// | `user.name` | the user name that was tried |
/// | `process.command_line` | the fields `cmd`, `command` or `input` |
/// | `http.request.method`, `url.original`, `user_agent.original` | the fields `method`; `path`, `uri` or `url`; `user_agent` or `user-agent` |
/// | `related.ip`, `related.user`, `related.hosts`, `related.hash` | copies, for searches across fields |
/// | `tags` | `flags` |
/// | `labels.attribution`, `labels.claimed_decky`, `labels.claimed_sensor`, `labels.suppressed` | the same |
/// | `labels.session` | the field `session` |
/// | `decklog.fields` | `fields`, as an object of strings, outside the schema |
package enum ECSDocument {
  package static let version = "8.11.0"

  /// The document as one line of JSON, without an LF.
  package static func json(_ record: EventRecord) -> String {
    let address = address(record.attackerIP)
    let users = users(record)
    let hash = record.fields["sha256"].flatMap { isSHA256($0) ? $0.lowercased() : nil }
    var json = JSONWriter()
    json.object { json in
      json.put("@timestamp", time(record))
      json.put("message", record.message.isEmpty ? nil : record.message)
      json.put("tags", record.flags)
      json.object("ecs") { $0.put("version", version) }
      json.object("event") { event(record, &$0) }
      source(record, address, &json)
      destination(record, &json)
      json.object("host") { $0.put("name", record.decky) }
      json.object("service") { $0.put("name", record.service) }
      json.object("observer") {
        $0.put("product", "decklog")
        $0.put("type", "honeypot")
      }
      if let origin = record.origin {
        json.object("container") {
          $0.put("name", origin.container)
          $0.put("id", origin.id)
        }
      }
      if let source = record.source { json.object("log") { $0.object("file") { $0.put("path", source) } } }
      file(record, hash, &json)
      if let user = users.first { json.object("user") { $0.put("name", user) } }
      request(record, &json)
      json.object("related") {
        $0.put("ip", address.map { [$0] } ?? [])
        $0.put("user", users)
        $0.put("hosts", [record.decky, record.claimedDecky].compactMap(\.self))
        $0.put("hash", hash.map { [$0] } ?? [])
      }
      json.object("labels") {
        $0.put("attribution", record.attribution)
        $0.put("claimed_decky", record.claimedDecky)
        $0.put("claimed_sensor", record.claimedSensor)
        $0.put("session", record.session)
        if record.suppressed > 0 { $0.put("suppressed", "\(record.suppressed)") }
      }
      if !record.fields.isEmpty { json.object("decklog") { $0.put("fields", record.fields) } }
    }
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// To the nanosecond if the engine observed it, otherwise to the second.
  private static func time(_ record: EventRecord) -> String? {
    observed(record) ?? RecordTime(record.timestamp)?.rfc3339Seconds
  }

  private static func observed(_ record: EventRecord) -> String? {
    record.observed.flatMap { RecordTime($0) == nil ? nil : $0 }
  }

  private static func event(_ record: EventRecord, _ json: inout JSONWriter) {
    let category = ECSCategory(eventType: record.eventType)
    json.put("kind", "event")
    json.put("category", category.category)
    json.put("type", category.type)
    json.put("outcome", outcome(record) ?? category.outcome)
    json.put("action", record.eventType)
    json.put("code", first(["native_event"], in: record))
    json.put("dataset", "decklog.event")
    json.put("module", "decklog")
    json.put("created", observed(record))
    json.put("start", RecordTime(record.timestamp)?.rfc3339Seconds)
    json.put("original", record.rawLine)
  }

  /// What the honeypot says came of it, if that is a value that the schema allows.
  private static func outcome(_ record: EventRecord) -> String? {
    first(["outcome"], in: record).flatMap { ["success", "failure", "unknown"].contains($0) ? $0 : nil }
  }

  /// The address for fields of type `ip`; Elasticsearch rejects documents with a zone or other text there.
  private static func address(_ text: String) -> String? {
    IPAddress(text).map { "\($0.withoutZone.unmapped)" }
  }

  /// A port for a field of type `long`.
  private static func port(_ names: [String], in record: EventRecord) -> Int? {
    first(names, in: record).flatMap { Int($0) }.flatMap { 0...65_535 ~= $0 ? $0 : nil }
  }

  /// The user names that were tried, without repetitions.
  private static func users(_ record: EventRecord) -> [String] {
    var known: Set<ExactText> = []
    return record.credentials.compactMap(\.username).filter {
      !$0.isEmpty && known.insert(ExactText($0)).inserted
    }
  }

  private static func isSHA256(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { Unicode.Scalar($0).properties.isASCIIHexDigit }
  }

  private static func source(_ record: EventRecord, _ address: String?, _ json: inout JSONWriter) {
    guard let attacker = record.attacker else { return }
    json.object("source") { source in
      source.put("address", attacker)
      source.put("ip", address)
      if let port = port(["src_port", "remote_port"], in: record) { source.field("port", port) }
    }
  }

  private static func destination(_ record: EventRecord, _ json: inout JSONWriter) {
    let address = first(["dst_ip"], in: record)
    let port = port(["dst_port"], in: record)
    if address != nil || port != nil {
      json.object("destination") { destination in
        destination.put("address", address)
        destination.put("ip", address.flatMap { self.address($0) })
        if let port { destination.field("port", port) }
      }
    }
    if let name = record.networkProtocol { json.object("network") { $0.put("protocol", name.lowercased()) } }
  }

  private static func file(_ record: EventRecord, _ hash: String?, _ json: inout JSONWriter) {
    let file = first(["file"], in: record)
    guard file != nil || hash != nil else { return }
    json.object("file") { json in
      json.put("name", file.flatMap { $0.split(separator: "/").last.map(String.init) })
      json.put("path", file.flatMap { $0.contains("/") ? $0 : nil })
      if let hash { json.object("hash") { $0.put("sha256", hash) } }
    }
  }

  private static func request(_ record: EventRecord, _ json: inout JSONWriter) {
    if let command = first(["cmd", "command", "input"], in: record) {
      json.object("process") { $0.put("command_line", command) }
    }
    if let method = first(["method"], in: record) {
      json.object("http") { $0.object("request") { $0.put("method", method) } }
    }
    if let url = first(["path", "uri", "url"], in: record) { json.object("url") { $0.put("original", url) } }
    if let agent = first(["user_agent", "user-agent"], in: record) {
      json.object("user_agent") { $0.put("original", agent) }
    }
  }

  private static func first(_ names: [String], in record: EventRecord) -> String? {
    names.lazy.compactMap { record.fields[$0] }.first { !$0.isEmpty }
  }
}

/// The categories of an event in the Elastic Common Schema, by the words in its type.
///
/// Any text can be an event type; the results are always values that the schema allows.
struct ECSCategory: Sendable, Hashable {
  /// Values of `event.category`.
  let category: [String]
  /// Values of `event.type`.
  let type: [String]
  /// A value of `event.outcome`; `nil` if unknown.
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
