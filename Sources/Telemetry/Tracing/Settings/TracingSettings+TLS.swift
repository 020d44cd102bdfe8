internal import NIOSSL

extension TracingSettings {
  /// How an endpoint's certificate is checked: against the system's authorities, or only against those of
  /// ``certificateFile``.
  var tlsConfiguration: TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let certificateFile { configuration.trustRoots = .file(certificateFile) }
    return configuration
  }
}
