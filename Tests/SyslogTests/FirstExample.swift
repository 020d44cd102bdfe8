import Syslog

/// Returns the parameters of an RFC 5424 line by name, or `nil` if the line is not valid RFC 5424.
func parameters(of line: [UInt8]) -> [String: String]? {
  line.withUnsafeBytes { bytes in
    guard let header = SyslogHeader(parsing: bytes) else { return nil }
    var parameters: [String: String] = [:]
    let data = StructuredData(parsing: bytes, from: header.rest.lowerBound) { parameter in
      var value: [UInt8] = []
      StructuredData.unescape(UnsafeRawBufferPointer(rebasing: bytes[parameter.value])) { value += $0 }
      parameters[String(decoding: bytes[parameter.name], as: UTF8.self)] = String(
        decoding: value,
        as: UTF8.self
      )
    }
    return data.isMalformed ? nil : parameters
  }
}
