import Syslog

/// What reading a text as structured data gave, with its ranges made text.
struct ReadData: Equatable {
  /// `ID NAME=VALUE` of each parameter, the value as it stands in the text.
  var parameters: [String]
  /// What follows the data, or begins with the fault.
  var rest: String
  /// Whether the grammar was broken.
  var isMalformed: Bool

  /// What a text should give.
  init(_ parameters: [String], rest: String, isMalformed: Bool = false) {
    self.parameters = parameters
    self.rest = rest
    self.isMalformed = isMalformed
  }

  /// What `text` gives, read behind a few bytes of something else.
  init(parsing text: String) {
    let before = Array("[header x=\"".utf8)
    let line = before + Array(text.utf8)
    var parameters: [String] = []
    let data = line.withUnsafeBytes { bytes in
      StructuredData(parsing: bytes, from: before.count) { parameter in
        let parts = [parameter.element, parameter.name, parameter.value]
          .map { String(decoding: line[$0], as: UTF8.self) }
        parameters.append("\(parts[0]) \(parts[1])=\(parts[2])")
      }
    }
    self.init(
      parameters,
      rest: String(decoding: line[data.end...], as: UTF8.self),
      isMalformed: data.isMalformed
    )
  }
}
