internal import Collector
internal import DockerEngine
internal import Files
internal import Glibc

/// Whether the files in containers that a collector is to read can be read.
struct ContainerFilesCheck: Check {
  struct Values: Sendable, Hashable {
    /// How many files are to be read.
    var count = 0
    var unreadable: [Unreadable] = []
  }

  struct Unreadable: Sendable, Hashable {
    var container: String
    var path: String
    var reason: UnreadableReason
  }

  /// CAP_DAC_READ_SEARCH as a bit of `CapEff` in `/proc/PID/status` (capabilities(7)).
  private static let readsAll: UInt64 = 1 << 2
  private static let unit =
    "`sudo install -D -m 644 deploy/read-honeypots.conf"
    + " /etc/systemd/system/decklog.service.d/30-read-honeypots.conf && sudo systemctl daemon-reload"
    + " && sudo systemctl restart decklog`"

  let name = "container-files"

  func probe(_ survey: Survey) async throws(Late) -> Values {
    let honeypots = try await survey.honeypots
    let find = survey.settings.unreadable
    let collector = survey.lock.process.map { "\(survey.settings.places.processes)/\($0)" }
    return try await TimeLimit.blocking("files of containers") {
      var values = Values()
      let isPrivileged =
        collector.flatMap { SmallFile.text(of: "\($0)/status") }.map(Self.readsAllFiles) ?? false
      for container in honeypots.containers {
        for file in container.sources.files {
          values.count += 1
          let reason: UnreadableReason?
          if !honeypots.isLocal {
            reason = .remoteEngine
          } else {
            reason =
              find(container.details, file.path)
              ?? collector.flatMap { Self.hidden(file.path, container.details, $0) }
          }
          guard let reason else { continue }
          // The collector may read what this user may not.
          if isPrivileged, case .notPermitted = reason { continue }
          values.unreadable.append(Unreadable(container: container.name, path: file.path, reason: reason))
        }
      }
      return values
    }
  }

  func judge(_ values: Values) -> Finding? {
    guard values.count > 0 else { return nil }
    guard !values.unreadable.isEmpty else {
      return .ok("\(values.count) files in containers can be read, or don't exist yet")
    }
    let texts = values.unreadable.map { file in
      "\(NameList.name(file.container)):\(NameList.path(file.path)) (\(Self.text(file.reason)))"
    }
    var advice: [String] = []
    for file in values.unreadable.prefix(NameList.limit) {
      let text = Self.advice(file)
      if !advice.contains(text) { advice.append(text) }
    }
    return .warning(
      "\(values.unreadable.count) of \(values.count) files in containers can't be read: \(NameList.list(texts))",
      advice: advice.joined(separator: " ")
    )
  }

  private static func text(_ reason: UnreadableReason) -> String {
    switch reason {
    case .remoteEngine: "the engine runs on another host"
    case .notPermitted(let directory): "no permission to read it below \(NameList.path(directory))"
    case .hidden(let directory): "\(NameList.path(directory)) is missing or hidden"
    case .notMounted: "in no mount, and the container's own layer is unknown"
    case .refused(let why): NameList.name(why)
    }
  }

  private static func advice(_ file: Unreadable) -> String {
    switch file.reason {
    case .remoteEngine: return "Run the collector on the engine's host."
    case .notPermitted(let directory):
      return "Let the unit read it: \(unit); or add the collector's user to the group that may read it,"
        + " which `stat -c '%U:%G %a' \(ShellWord.quoted(directory))` shows."
    case .hidden(let directory):
      return
        "Let the unit see it: \(unit), with a line `BindReadOnlyPaths=\(directory)` in that file; a collector in a"
        + " container needs `-v \(ShellWord.quoted("\(directory):\(directory):ro"))`."
    case .notMounted:
      let (directory, _) = Directories.split(file.path)
      return
        "Mount a volume there: `docker run -v \(ShellWord.quoted("\(file.container)-logs:\(directory)")) …`."
    case .refused:
      return "decklog reads only regular files and follows no links: have the honeypot write a regular file."
    }
  }

  /// Whether a process may read all files, by `/proc/PID/status`.
  static func readsAllFiles(_ status: String) -> Bool {
    let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
    let digits = line?.dropFirst("CapEff:".count).drop { $0 == "\t" || $0 == " " }
    return digits.flatMap { UInt64($0, radix: 16) }.map { $0 & readsAll != 0 } ?? false
  }

  /// Whether the running collector lacks a directory that is there for this process. Only root can find that out.
  private static func hidden(_ path: String, _ details: ContainerDetails, _ process: String)
    -> UnreadableReason?
  {
    guard let directory = ContainerFileLocation.all(of: path, in: details).first?.hostRoot,
      FileStatus(of: "\(process)/root/") != nil,
      FileStatus(of: directory) != nil, FileStatus(of: "\(process)/root\(directory)") == nil, errno == ENOENT
    else { return nil }
    return .hidden(directory: directory)
  }
}
