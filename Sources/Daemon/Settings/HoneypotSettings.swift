package import Basics
import Collector
import Formats

// Which images are honeypots, and what is read of their containers.
extension Settings {
  package static let honeypots = Setting(
    flag: "--honeypots",
    variables: ["DECKLOG_HONEYPOTS"],
    help:
      "Collect containers of known honeypots' images as well, and read what those write; decklog formats lists them.",
    format: .onOrOff(on: ["true", "1", "yes", "on"], off: ["false", "0", "no", "off"]),
    standard: false,
    isRefusedIfBad: true
  )
  package static let images = Setting(
    flag: "--image",
    variables: ["DECKLOG_IMAGES"],
    help:
      "Collect containers of this image as well: a glob, in which * stands for any text; repeatable, and separated by commas in the variable.",
    format: .list,
    standard: [],
    shown: "none"
  )
  package static let formatRules = Setting(
    flag: "--format",
    variables: ["DECKLOG_FORMAT"],
    help:
      "The format of a container's lines: SELECTOR=NAME, or SELECTOR=stdout:NAME;stderr:NAME;/PATH:NAME. A selector is label:KEY=VALUE, name:GLOB or image:GLOB; the first that matches counts. Repeatable, and separated by commas in the variable.",
    format: .list,
    standard: [],
    shown: "rfc5424"
  )
  package static let files = Setting(
    flag: "--files",
    variables: ["DECKLOG_FILES"],
    help:
      "A file in containers that is read: SELECTOR=PATH, such as name:pit=/logs/*.json; ${NAME} is the container's variable. Repeatable, and separated by commas in the variable.",
    format: .list,
    standard: [],
    shown: "none"
  )
  package static let formats = Setting(
    flag: "--formats",
    variables: ["DECKLOG_FORMATS"],
    help: "A directory with tables of formats, NAME.json, besides the built-in ones.",
    format: .text,
    standard: "",
    shown: "none"
  )
}

extension SettingReader {
  /// Reads which images are honeypots, and what is read of their containers. Tables, formats and paths that are invalid
  /// are refused.
  mutating func sources(_ flags: Flags) -> SourceRules {
    let (library, errors) = FormatDirectory.read(read(Settings.formats, flags))
    for error in errors { refuse(error.description) }
    let honeypots = flags[isOn: Settings.honeypots.description] || read(Settings.honeypots)
    return SourceRules(
      library: library,
      takesHoneypots: honeypots,
      images: items(Settings.images, flags) { Glob($0) },
      formats: items(Settings.formatRules, flags) { text throws(Invalid) in
        let (selector, rest) = try Self.split(text, "FORMAT")
        do throws(FormatAssignment.Fault) {
          return (selector, try FormatAssignment(rest, in: library))
        } catch {
          throw Invalid(reason: error.description)
        }
      },
      files: items(Settings.files, flags) { text throws(Invalid) in
        let (selector, rest) = try Self.split(text, "PATH")
        do throws(ContainerPath.Fault) {
          return (selector, try ContainerPath(rest))
        } catch {
          throw Invalid(reason: error.description)
        }
      }
    )
  }

  private struct Invalid: Error {
    var reason: String
  }

  private static func split(
    _ text: String,
    _ value: String
  ) throws(Invalid) -> (ContainerSelector, String) {
    guard let parts = ContainerSelector.split(text) else {
      throw Invalid(reason: "expected SELECTOR=\(value); a selector is \(ContainerSelector.expected)")
    }
    return parts
  }

  /// Reads a list, the flags' items first. An invalid one is refused.
  private mutating func items<Item>(
    _ setting: Setting<[String]>,
    _ flags: Flags,
    _ parse: (String) throws(Invalid) -> Item
  ) -> [Item] {
    var texts = flags[all: setting.description].map { (setting.description.flag ?? "", $0) }
    if let (name, text) = value(of: setting) { texts += SettingText.items(text).map { (name, $0) } }
    var items: [Item] = []
    for (name, text) in texts {
      do throws(Invalid) {
        guard !text.isEmpty else { throw Invalid(reason: "expected a value") }
        items.append(try parse(text))
      } catch {
        refuse(name, text, error.reason)
      }
    }
    return items
  }
}
