internal import AsyncHTTPClient
internal import Basics
internal import Evidence
internal import FoundationEssentials
internal import HTTPListener
internal import NIOCore
internal import NIOHTTP1

/// Whether a collector runs, and what it reports.
struct CollectorCheck: Check {
  struct Values: Sendable {
    var lock: LockProbe
    var logFile: String
    /// Where the collector listens; `nil` if unknown.
    var address: String?
    /// What it answers; `nil` if it is late or was not asked.
    var answer: Result<CollectorAnswer, CollectorAnswer.Fault>?
  }

  /// Shows the collector's last messages, and how systemd saw it end.
  static let journal = "`journalctl -u decklog -u decnet-collector -n 50`"

  let name = "collector"

  func probe(_ survey: Survey) async throws(Late) -> Values {
    var values = Values(lock: survey.lock, logFile: survey.journal.logFile)
    guard let address = survey.settings.listen else { return values }
    values.address = address.description
    values.answer = await survey.answer
    return values
  }

  func judge(_ values: Values) -> Finding? {
    let lock = values.lock
    let found = "\(values.logFile): \(lock.text)"
    guard let address = values.address else { return running(values, found) }
    guard case .success(let answer) = values.answer else {
      guard lock.isHeld else { return running(values, found) }
      var why = "no answer in time"
      if case .failure(let fault) = values.answer { why = fault.description }
      return .warning(
        "\(found); \(address): \(why)",
        advice: "Pass that collector's --listen to this command; if it has none, set one."
      )
    }
    let text =
      "\(found); \(address): decklog \(NameList.name(answer.version)), \(NameList.name(answer.state))"
    guard answer.ready else {
      let reason = answer.reason.map { PrintableText.make(from: $0.utf8) } ?? "it gives no reason"
      return .problem(
        "\(text), not ready: \(reason)",
        advice: "See its log: \(Self.journal), or the file that StandardError= of its unit names."
      )
    }
    guard lock.holder == .nobody else { return .ok(text) }
    return .warning(
      text,
      advice:
        "The collector that answers there writes another log: set --log-file to it, or --listen to the collector of"
        + " this one."
    )
  }

  private func running(_ values: Values, _ found: String) -> Finding {
    switch values.lock.holder {
    case .process: .ok(found)
    case .unknown: .skipped(found, advice: "Run this as the collector's user, or as root.")
    case .nobody:
      .warning(
        "none runs: \(found)",
        advice: "Start it: `sudo systemctl start decklog`, beside the framework"
          + " `sudo systemctl start decnet-collector`, or"
          + " `decklog collect --log-file \(ShellWord.quoted(values.logFile))`."
      )
    }
  }
}

/// What a running collector reports at `/status`.
struct CollectorAnswer: Sendable, Hashable, Decodable {
  /// Why there is no answer.
  struct Fault: Error, Hashable { let description: String }

  /// The longest answer that is read, in bytes.
  private static let longest = 16 << 20

  var version: String
  var state: String
  var ready: Bool
  /// Why it isn't ready.
  var reason: String?
  var containers: [Container]?

  /// What the collector counts of one container.
  struct Container: Sendable, Hashable, Decodable {
    /// The first digits of the id.
    var id: String
    var counts: [String: Int]
  }

  /// Asks a collector.
  static func ask(_ address: ListenAddress) async -> Result<Self, Fault> {
    var request = HTTPClientRequest(url: url(address))
    // HTTP/1.1 requires a host, which a socket's path doesn't have; this one is accepted at a loopback address too.
    request.headers.add(name: "Host", value: "localhost")
    do {
      let response = try await HTTPClient.shared.execute(request, timeout: .seconds(4))
      let body = try await response.body.collect(upTo: longest)
      guard response.status == .ok else {
        return .failure(Fault(description: "it answers with status \(response.status.code)"))
      }
      return .success(try JSONDecoder().decode(Self.self, from: Data(body.readableBytesView)))
    } catch is DecodingError {
      return .failure(Fault(description: "what answers there is not decklog"))
    } catch {
      return .failure(Fault(description: "nobody answers there (\(error))"))
    }
  }

  private static func url(_ address: ListenAddress) -> String {
    switch address.place {
    case .unix(let path): URL(httpURLWithSocketPath: path, uri: "/status")?.absoluteString ?? ""
    case .ipv4(let host, let port): "http://\(host == "0.0.0.0" ? "127.0.0.1" : host):\(port)/status"
    case .ipv6(let host, let port): "http://[\(host == "::" ? "::1" : host)]:\(port)/status"
    }
  }
}
