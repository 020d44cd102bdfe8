/// Lines of honeypots, for checks that compare them with the formats.
enum HoneypotLines {
  static let cowrie = #"""
    {"eventid":"cowrie.login.failed","username":"root","password":"1234","message":"login attempt","sensor":"a","timestamp":"2026-11-30T10:00:00.000000Z","src_ip":"203.0.113.7","session":"0a1b2c3d4e5f","protocol":"ssh"}

    """#
  static let cowrieText = """
    2026-11-30T10:00:00+0000 [cowrie.ssh.factory.CowrieSSHFactory] New connection: 203.0.113.7:4711 (172.17.0.2:2222) [session: 0a1b2c3d4e5f]

    """
  static let endlessh = """
    I1130 10:00:00.000000       1 main.go:42] ACCEPT host=203.0.113.7 port=4711 n=1/4096

    """
  static let syslog = """
    <134>1 2026-11-30T10:00:00Z web http - connect [relay@55555 src_ip="203.0.113.7"] hello

    """
  static let columns = """
    timestamp,auth_id,session_id,source_ip,source_port,destination_ip,destination_port,protocol,username,password,password_hash

    """
  static let heralding = "2026-11-30 10:00:00.000000,1,2,203.0.113.7,4711,172.17.0.2,21,ftp,root,1234,\n"
  static let noise = "starting up\n"
}
