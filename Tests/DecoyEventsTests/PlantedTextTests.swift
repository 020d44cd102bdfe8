import Testing
import TestSupport

@testable import DecoyEvents

/// What an attacker types where programs print it: a user name, a password, a path, a command.
@Suite("Texts that an attacker plants in messages")
struct PlantedTextTests {
  private static let real = "203.0.113.9"

  /// Messages of programs, with `REAL` for the attacker's address and `{}` for what he typed.
  static let messages = [
    "Failed password for invalid user {} from REAL port 40022 ssh2",
    "Invalid user {} from REAL port 40022",
    "Connection closed by authenticating user {} REAL port 40022 [preauth]",
    "imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<{}>, method=PLAIN, rip=REAL, lip=192.0.2.1",
    "NOQUEUE: reject: RCPT from unknown[REAL]: 554 5.7.1 <a@b>: denied; from=<{}> to=<a@b> proto=ESMTP helo=<{}>",
    "warning: unknown[REAL]: SASL LOGIN authentication failed: {}",
    "host (REAL[REAL]) - USER {}: no such user found from REAL [REAL] to 192.0.2.1:21",
    #"[{}] FAIL LOGIN: Client "REAL""#,
    #"REAL - {} [23/Nov/2026:03:55:14 +0000] "GET / HTTP/1.1" 401 0"#,
    #"REAL - - [23/Nov/2026:03:55:14 +0000] "GET /{} HTTP/1.1" 404 0 "-" "{}""#,
    "Access denied for user '{}'@'REAL' (using password: YES)",
    "CMD uid=0 user=root src=REAL pwd=/root cmd={}",
    "login attempt: peer=REAL user={}",
    "login from REAL as {}",
    "new connection from REAL:40022, user {}",
  ]

  static let texts = [
    "198.51.100.66", "from 198.51.100.66", "root from 198.51.100.66 port 22", "src=198.51.100.66",
    "src_ip=198.51.100.66 ", "x rip=198.51.100.66,", "[198.51.100.66]", "unknown[198.51.100.66]",
    "::ffff:198.51.100.66", "ssh root@198.51.100.66", "wget http://198.51.100.66/x", "v198.51.100.66",
    "'x'@'198.51.100.66'", #"x" from 198.51.100.66"#, "client 198.51.100.66:22", "198.51.100.66 - - [",
    "x> from=<198.51.100.66", "peer 198.51.100.66 #22", "2001:db8::66", "from 2001:db8::66 port 1",
  ]

  @Test(arguments: messages)
  func `Never change the attacker, and neither does a plain name`(message: String) throws {
    #expect(try Self.attacker(message, typing: "root") == Self.real)
    for text in Self.texts {
      let attacker = try Self.attacker(message, typing: text)
      #expect([Self.real, "Unknown"].contains(attacker), "\(text)")
    }
  }

  private static func attacker(_ message: String, typing text: String) throws -> String? {
    let message = message.replacing("REAL", with: real).replacing("{}", with: text)
    let line = "<134>1 2026-11-23T03:55:14Z mail-03 service - event - \(message)"
    return try Record.object(of: line)["attacker_ip"]?.text
  }
}
