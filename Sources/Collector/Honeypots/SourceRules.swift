import Basics
package import Formats

/// Which images are honeypots, what is read of each container, and in which formats: the settings and the formats'
/// tables. Which container is which is never decided by its lines, since an attacker writes them.
package struct SourceRules: Sendable {
  /// `--format`.
  package typealias FormatRule = (selector: ContainerSelector, formats: FormatAssignment)
  /// `--files`.
  package typealias FileRule = (selector: ContainerSelector, path: ContainerPath)

  private static let formatLabel = "decklog.format"
  private static let filesLabel = "decklog.files"

  /// No settings: labels count, and no image is a honeypot.
  package static let none = SourceRules(library: .builtIn)

  package let library: FormatLibrary
  private let takesHoneypots: Bool
  private let images: [Glob]
  private let formats: [FormatRule]
  private let files: [FileRule]
  /// Labels that selectors ask for.
  private let selectedLabels: Set<String>

  /// - Parameters:
  ///   - takesHoneypots: whether containers of images in the formats' tables belong to the fleet.
  ///   - images: further images whose containers belong to the fleet.
  ///   - formats: the first that matches counts.
  ///   - files: all that match count.
  package init(
    library: FormatLibrary,
    takesHoneypots: Bool = false,
    images: [Glob] = [],
    formats: [FormatRule] = [],
    files: [FileRule] = []
  ) {
    self.library = library
    self.takesHoneypots = takesHoneypots
    self.images = images
    self.formats = formats
    self.files = files
    selectedLabels = Set(
      (formats.map(\.selector) + files.map(\.selector)).compactMap { selector in
        if case .label(let key, _) = selector { key } else { nil }
      }
    )
  }

  /// Whether a container's image can make it a member of the fleet.
  var takesImages: Bool { takesHoneypots || !images.isEmpty }

  /// Whether containers of an image belong to the fleet.
  ///
  /// - Parameter image: as the engine names it.
  package func isHoneypot(image: String) -> Bool {
    if takesHoneypots, !library.written(by: image).isEmpty { return true }
    guard !images.isEmpty else { return false }
    let name = ImageName(image)
    return images.contains { $0.matches(name) }
  }

  /// The labels that ``sources(of:variables:)`` asks for. A value that is too long keeps enough to be seen as such.
  func keptLabels(of labels: [String: String]) -> [String: String] {
    labels.filter { $0.key.hasPrefix("decklog.") || selectedLabels.contains($0.key) }
      .mapValues { FleetMember.bounded($0, to: FleetMember.longestLabel + 4) }
  }

  /// What is read of a container.
  ///
  /// - Parameter variables: the container's environment variables.
  package func sources(of member: FleetMember, variables: [String: String]) -> ContainerSources {
    var search = Search(member: member, variables: variables)
    let image = ImageName(member.image)
    let label = search.label(Self.formatLabel).map { assignment($0, &search) }
    if let label { search.assignments.append(label) }
    search.assignments += formats.filter { $0.selector.matches(member, image: image) }.map(\.formats)
    // What a table says of an image is only for containers that are members because of their image.
    if case .image = member.rule { search.written = library.written(by: member.image) }

    search.readStreams()
    if let text = search.label(Self.filesLabel) { search.addFiles(ofLabel: Self.filesLabel, text) }
    for rule in files where rule.selector.matches(member, image: image) {
      search.add(rule.path, "--files", rule.path.text)
    }
    search.addFilesOfTables()
    for path in label?.unusedPaths(search.sources.files.map(\.path), variables) ?? [] {
      search.warn(
        "label \(Self.formatLabel)",
        path.text,
        "decklog reads no such file; name it in \(Self.filesLabel) too"
      )
    }
    return search.sources
  }

  /// Whether standard error is read, though ``CollectorSettings/collectsStandardError`` may not be set.
  func readsStandardError(of member: FleetMember) -> Bool {
    sources(of: member, variables: [:]).readsStandardError
  }

  /// Whether files may be read, as far as that is known without the container's variables.
  func mayHaveFiles(_ member: FleetMember) -> Bool {
    if member.labels[Self.filesLabel] != nil { return true }
    let image = ImageName(member.image)
    if files.contains(where: { $0.selector.matches(member, image: image) }) { return true }
    guard case .image = member.rule else { return false }
    return library.written(by: member.image).contains { _, sources in
      sources.contains { if case .file = $0 { true } else { false } }
    }
  }

  /// The formats that the label names; RFC 5424 if it names none.
  private func assignment(_ text: String, _ search: inout Search) -> FormatAssignment {
    do throws(FormatAssignment.Fault) {
      return try FormatAssignment(text, in: library)
    } catch {
      search.warn("label \(Self.formatLabel)", text, "\(error); reading RFC 5424")
      return .syslog
    }
  }
}

extension SourceRules {
  /// The search for one container's sources.
  private struct Search {
    let member: FleetMember
    let variables: [String: String]
    /// The label's, then those of settings; the first that speaks of a source counts.
    var assignments: [FormatAssignment] = []
    /// What tables say of the image.
    var written: [(format: Format, sources: [Format.Source])] = []
    var sources = ContainerSources()

    init(member: FleetMember, variables: [String: String]) {
      self.member = member
      self.variables = variables
    }

    /// Warns of a text that a label or a setting has.
    mutating func warn(_ name: String, _ text: String, _ consequence: String) {
      let text = PrintableText.make(from: text.utf8, limit: 128)
      sources.warnings.append("\(name) '\(text)': \(PrintableText.make(from: consequence.utf8))")
    }

    mutating func label(_ name: String) -> String? {
      guard let text = member.labels[name] else { return nil }
      guard text.utf8.count <= FleetMember.longestLabel else {
        warn("label \(name)", text, "longer than \(FleetMember.longestLabel) bytes; ignoring it")
        return nil
      }
      return text
    }

    // MARK: Streams

    mutating func readStreams() {
      sources.stdout = stream(.stdout, \.stdout)
      sources.stderr = stream(.stderr, \.stderr)
      sources.readsStandardError = readsStandardError
    }

    private func stream(
      _ source: Format.Source,
      _ own: KeyPath<FormatAssignment, FormatAssignment.Choice?>
    ) -> Format? {
      for assignment in assignments {
        if let choice = assignment[keyPath: own] { return choice.format }
        if let all = assignment.all { return all.format.map { stream(source, in: $0) } }
      }
      guard !written.isEmpty else { return nil }
      return written.first { $0.sources.contains(source) }?.format ?? .noEvents
    }

    /// The format of a stream if one for all sources is named. A stream that the image's table doesn't list has no events:
    /// perhaps the same ones as the file that the table does list.
    private func stream(_ source: Format.Source, in format: Format) -> Format {
      guard let known = written.first(where: { $0.format.name == format.name })?.sources else {
        return format
      }
      return known.contains(source) ? format : .noEvents
    }

    private var readsStandardError: Bool {
      for assignment in assignments {
        if assignment.stderr != nil { return true }
        if let all = assignment.all { return all.format.map(printsOnStandardError) ?? false }
      }
      return written.contains { $0.sources.contains(.stderr) }
    }

    private func printsOnStandardError(_ format: Format) -> Bool {
      let known = format.sources(of: member.image)
      return (known.isEmpty ? format.sources : known).contains(.stderr)
    }

    // MARK: Files

    mutating func addFiles(ofLabel label: String, _ text: String) {
      let paths = text.split(separator: ",").map { SettingText.trimmed($0) }.filter { !$0.isEmpty }
      for text in paths.prefix(ContainerSources.mostFiles) {
        do throws(ContainerPath.Fault) {
          add(try ContainerPath(text), "label \(label)", text)
        } catch {
          warn("label \(label)", text, "\(error); not reading it")
        }
      }
      if paths.count > ContainerSources.mostFiles { warnOfTooMany() }
    }

    /// Adds a file that the operator names.
    ///
    /// - Parameters:
    ///   - name: the label or setting that names it.
    ///   - text: as it stands there.
    mutating func add(_ path: ContainerPath, _ name: String, _ text: String) {
      do throws(ContainerPath.Fault) {
        add(try path.resolved(variables))
      } catch {
        warn(name, text, "\(error); not reading it")
      }
    }

    mutating func addFilesOfTables() {
      // A variable that is not set means that the honeypot doesn't write this file.
      for path in writtenFiles.map(\.path) { add(path) }
    }

    private mutating func add(_ path: String) {
      guard !sources.files.contains(where: { $0.path == path }) else { return }
      guard sources.files.count < ContainerSources.mostFiles else { return warnOfTooMany() }
      sources.files.append(ContainerSources.File(path: path, format: format(ofFile: path)))
    }

    /// By the first assignment for it, else by the table for this path, else by the table.
    private func format(ofFile path: String) -> Format? {
      for assignment in assignments {
        if let choice = assignment.choice(forFile: path, variables) ?? assignment.all { return choice.format }
      }
      return (writtenFiles.first { $0.path == path } ?? written.first.map { (path, $0.format) })?.format
    }

    private var writtenFiles: [(path: String, format: Format)] {
      written.flatMap { format, sources in
        sources.compactMap { source in
          guard case .file(let text) = source, let path = try? ContainerPath(text).resolved(variables) else {
            return nil
          }
          return (path, format)
        }
      }
    }

    private mutating func warnOfTooMany() {
      let warning = "more than \(ContainerSources.mostFiles) files; not reading the others"
      if !sources.warnings.contains(warning) { sources.warnings.append(warning) }
    }
  }
}
