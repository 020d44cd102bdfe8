/// Certificates for an engine over TLS and its clients, made by `openssl`.
///
/// `server` and `client` are what `DOCKER_CERT_PATH` wants: `ca.pem`, `cert.pem`, `key.pem`. The server's
/// certificate is good for `127.0.0.1` and `localhost`. In `stranger-authority` the client's own certificate
/// is the good one and `ca.pem` is of another authority; in `stranger-certificate` it is the other way round.
public struct TestCertificates: Sendable {
  /// The directory that holds all of them.
  public let directory: String

  /// Runs `body` with certificates in a directory of their own, which is removed afterwards.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: ``CommandFailure`` if `openssl` fails, and what `body` throws.
  public static func withCertificates<Result>(
    _ body: (TestCertificates) async throws -> Result
  ) async throws -> Result {
    let directory = "/tmp/dlc-" + TestEngine.uniqueSuffix()
    do {
      try await Command.run("sh", ["-c", Self.script, "sh", directory])
      let result = try await body(TestCertificates(directory: directory))
      try await Command.run("rm", ["-rf", directory])
      return result
    } catch {
      _ = try? await Command.run("rm", ["-rf", directory])
      throw error
    }
  }

  /// Writes rubbish into one of the files.
  ///
  /// - Throws: ``CommandFailure``.
  public func spoil(_ file: String) async throws {
    try await Command.run("sh", ["-c", "echo rubbish > \"$1\"", "sh", "\(self.directory)/\(file)"])
  }

  private static let script = """
    set -eu
    mkdir -m 700 "$1"
    cd "$1"
    exec 2> openssl.log
    authority() {
      mkdir "$1"
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \\
        -subj "/CN=$1" -keyout "$1/ca-key.pem" -out "$1/ca.pem"
    }
    certificate() {
      openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \\
        -subj "/CN=$2" -keyout "$2.key" -out "$2.csr"
      printf '%s\\n' "$3" > "$2.ext"
      openssl x509 -req -days 2 -in "$2.csr" -CA "$1/ca.pem" -CAkey "$1/ca-key.pem" -CAcreateserial \\
        -extfile "$2.ext" -out "$2.pem"
    }
    place() {
      mkdir "$1"
      cp "$2/ca.pem" "$1/ca.pem"
      cp "$3.pem" "$1/cert.pem"
      cp "$3.key" "$1/key.pem"
    }
    authority good
    authority other
    certificate good engine "$(printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\\nextendedKeyUsage=serverAuth')"
    certificate good friend "extendedKeyUsage=clientAuth"
    certificate other stranger "extendedKeyUsage=clientAuth"
    place server good engine
    place client good friend
    place stranger-authority other friend
    place stranger-certificate good stranger
    """
}
