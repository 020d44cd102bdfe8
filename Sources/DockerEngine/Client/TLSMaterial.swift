internal import NIOSSL

/// The certificates of an endpoint, read from its directory.
enum TLSMaterial {
  /// Reads `ca.pem`, `cert.pem` and `key.pem`, which are Docker's names for them, so that a missing or broken file is
  /// reported at start.
  static func configuration(for tls: EngineEndpoint.TLS) throws(EngineError) -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.certificateVerification = tls.verifies ? .fullVerification : .none
    configuration.applicationProtocols = ["http/1.1"]
    guard let directory = tls.certificateDirectory else { return configuration }
    if tls.verifies {
      let authorities = try Self.read("\(directory)/ca.pem", NIOSSLCertificate.fromPEMFile)
      configuration.trustRoots = .certificates(authorities)
    }
    let chain = try Self.read("\(directory)/cert.pem", NIOSSLCertificate.fromPEMFile)
    configuration.certificateChain = chain.map { .certificate($0) }
    let key = try Self.read("\(directory)/key.pem") { try NIOSSLPrivateKey(file: $0, format: .pem) }
    configuration.privateKey = .privateKey(key)
    return configuration
  }

  /// The context that log and event streams share.
  static func context(_ configuration: TLSConfiguration) throws(EngineError) -> NIOSSLContext {
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw EngineError(code: .tls, message: "the certificate and the key don't match", cause: error)
    }
  }

  private static func read<Value>(
    _ path: String,
    _ body: (String) throws -> Value
  ) throws(EngineError) -> Value {
    do {
      return try body(path)
    } catch {
      throw EngineError(code: .tls, message: "can't read \(path) as PEM", cause: error)
    }
  }
}
