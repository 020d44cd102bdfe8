import Foundation
import TestSupport

/// What a honeypot writes: a line of its format with `@line@` where `decoy emit` puts its token.
struct HoneypotLine: Sendable {
  let format: String
  let template: String
  /// The first line of each file.
  var header: String?
  let attacker: String
  let service: String
  let type: String

  /// The lines with these numbers, each with its LF.
  func text(_ run: String, _ numbers: ClosedRange<Int>) -> String {
    numbers.map { template.replacing("@line@", with: EmittedLines.token(run, $0)) + "\n" }.joined()
  }

  static let cowrie = HoneypotLine(
    format: "cowrie",
    template:
      #"{"eventid":"cowrie.login.failed","username":"root","password":"@line@","message":"login attempt","#
      + #""sensor":"hp","timestamp":"2026-05-22T10:00:00.123456Z","src_ip":"203.0.113.10","#
      + #""session":"c0ffee","protocol":"ssh"}"#,
    attacker: "203.0.113.10",
    service: "ssh",
    type: "login_attempt"
  )

  static let opencanary = HoneypotLine(
    format: "opencanary",
    template:
      #"{"dst_host":"192.0.2.9","dst_port":3306,"local_time":"2026-05-22 12:00:00.1","#
      + #""logdata":{"PASSWORD":"@line@","USERNAME":"root"},"logtype":8001,"node_id":"canary","#
      + #""src_host":"203.0.113.11","src_port":50123,"utc_time":"2026-05-22 10:00:00.000001"}"#,
    attacker: "203.0.113.11",
    service: "mysql",
    type: "login_attempt"
  )

  static let dionaea = HoneypotLine(
    format: "dionaea",
    template:
      #"{"connection":{"protocol":"mssqld","transport":"tcp","type":"accept"},"#
      + #""credentials":[{"password":"@line@","username":"sa"}],"dst_ip":"::ffff:192.0.2.9","#
      + #""dst_port":1433,"src_hostname":"","src_ip":"::ffff:203.0.113.12","src_port":4444,"#
      + #""timestamp":"2026-05-22T10:00:00.690903"}"#,
    attacker: "203.0.113.12",
    service: "mssql",
    type: "session"
  )

  /// Its records span two lines.
  static let heralding = HoneypotLine(
    format: "heralding-auth",
    template:
      #"2026-05-22 10:00:00.000001,a1,s1,203.0.113.13,40001,192.0.2.1,23,telnet,root,"@line@"#
      + "\n" + #"second ""line""","#,
    header: "timestamp,auth_id,session_id,source_ip,source_port,destination_ip,destination_port,protocol,"
      + "username,password,password_hash",
    attacker: "203.0.113.13",
    service: "telnet",
    type: "login_attempt"
  )

  static let redis = HoneypotLine(
    format: "redishoneypot",
    template:
      #"{"action":"@line@","addr":"203.0.113.14:30904","level":"info","msg":"","time":"2026-05-22 10:00:00"}"#,
    attacker: "203.0.113.14",
    service: "redis",
    type: "command"
  )

  static let tanner = HoneypotLine(
    format: "tanner",
    template:
      #"{"method":"GET","path":"/@line@","headers":{"user-agent":"x","src_ip":"198.51.100.66"},"#
      + #""uuid":"u1","peer":{"ip":"203.0.113.15","port":27764},"status":200,"#
      + #""timestamp":"2026-05-22T10:00:00.321442"}"#,
    attacker: "203.0.113.15",
    service: "http",
    type: "http_request"
  )

  static let galah = HoneypotLine(
    format: "galah",
    template:
      #"{"eventTime":"2026-05-22T10:00:00.697942+02:00","httpRequest":{"body":"","bodySha256":"e3b0","#
      + #""method":"GET","protocolVersion":"HTTP/1.1","request":"/@line@","sessionID":"1","#
      + #""userAgent":"curl"},"msg":"successfulResponse","port":"8080","sensorName":"g","#
      + #""srcIP":"203.0.113.16","srcPort":"51490"}"#,
    attacker: "203.0.113.16",
    service: "http",
    type: "http_request"
  )

  static let mailoney = HoneypotLine(
    format: "mailoney",
    template:
      #"{"timestamp":"2026-05-22T10:00:00.000000Z","src_ip":"203.0.113.17","src_port":61000,"data":"EHLO @line@"}"#,
    attacker: "203.0.113.17",
    service: "smtp",
    type: "command"
  )

  static let sentrypeer = HoneypotLine(
    format: "sentrypeer",
    template:
      #"{"app_name":"sentrypeer","event_timestamp":"2026-05-22 10:00:00.805360455","event_uuid":"u1","#
      + #""created_by_node_id":"n1","transport_type":"UDP","source_ip":"203.0.113.18:5060","#
      + #""destination_ip":"192.0.2.1","called_number":"@line@","sip_method":"OPTIONS","#
      + #""sip_user_agent":"x","sip_message":"OPTIONS"}"#,
    attacker: "203.0.113.18",
    service: "sip",
    type: "sip_request"
  )

  static let endlessh = HoneypotLine(
    format: "endlessh-go",
    template:
      "I0522 10:00:00.100000       1 client.go:66] ACCEPT host=203.0.113.19 port=40001 n=@line@",
    attacker: "203.0.113.19",
    service: "ssh",
    type: "connect"
  )
}
