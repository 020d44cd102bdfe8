extension Honeypot {
  /// SSH and Telnet.
  static let shells = [
    Honeypot(
      "cowrie",
      image: "cowrie/cowrie",
      writes: "/cowrie/cowrie-git/var/log/cowrie/cowrie.json",
      visit:
        #"{"eventid":"cowrie.session.connect","src_ip":"<attacker>","src_port":<port>,"dst_ip":"192.0.2.9","dst_port":2222,"session":"<!session>","protocol":"ssh","message":"New connection: <attacker>:<port> (192.0.2.9:2222) [session: <session>]","sensor":"demo","timestamp":"<date>T<time>.<micros>Z"}"#,
      #"{"eventid":"cowrie.client.version","version":"<client>","message":"Remote SSH version: <client>","sensor":"demo","timestamp":"<date>T<time>.<micros>Z","src_ip":"<attacker>","session":"<!session>","protocol":"ssh"}"#,
      #"{"eventid":"cowrie.login.failed","username":"<user>","password":"<other>","message":"login attempt [<user>/<other>] failed","sensor":"demo","timestamp":"<date>T<time>.<micros>Z","src_ip":"<attacker>","session":"<!session>","protocol":"ssh"}"#,
      #"{"eventid":"cowrie.login.success","username":"<user>","password":"<password>","message":"login attempt [<user>/<password>] succeeded","sensor":"demo","timestamp":"<date>T<time>.<micros>Z","src_ip":"<attacker>","session":"<!session>","protocol":"ssh"}"#,
      #"{"eventid":"cowrie.command.input","input":"<command>","message":"CMD: <command>","sensor":"demo","timestamp":"<date>T<time>.<micros>Z","src_ip":"<attacker>","session":"<!session>","protocol":"ssh"}"#,
      #"{"eventid":"cowrie.session.closed","duration":"2.0","message":"Connection lost after 2.0 seconds","sensor":"demo","timestamp":"<date>T<time>.<micros>Z","src_ip":"<attacker>","session":"<!session>","protocol":"ssh"}"#
    ),
    Honeypot(
      "cowrie-text",
      image: nil,
      writes: "stdout",
      visit:
        "<date>T<time>+0000 [cowrie.ssh.factory.CowrieSSHFactory] New connection: <attacker>:<port> (192.0.2.9:2222) [session: <!session>]",
      "<date>T<time>+0000 [HoneyPotSSHTransport,7,<attacker>] login attempt [b'<user>'/b'<!password>'] failed",
      "<date>T<time>+0000 [HoneyPotSSHTransport,7,<attacker>] CMD: <!command>"
    ),
    Honeypot(
      "sshesame",
      image: nil,
      writes: "stdout",
      visit:
        #"{"time":"<date>T<time>Z","source":"<attacker>:<port>","event_type":"password_auth","event":{"user":"<user>","accepted":true,"password":"<!password>"}}"#,
      #"{"time":"<date>T<time>Z","source":"<attacker>:<port>","event_type":"session_input","event":{"channel_id":0,"input":"<!command>"}}"#,
      #"{"time":"<date>T<time>Z","source":"<attacker>:<port>","event_type":"connection_close","event":{}}"#
    ),
    Honeypot(
      "sshesame-text",
      image: "demo/sshesame",
      writes: "stdout",
      visit:
        #"<slashed> <time> [<attacker>:<port>] authentication for user "<user>" with password "<!password>" accepted"#,
      #"<slashed> <time> [<attacker>:<port>] [channel 0] input: "<!command>""#,
      "<slashed> <time> [<attacker>:<port>] connection closed"
    ),
    Honeypot(
      "endlessh",
      image: "demo/endlessh",
      writes: "stdout",
      visit: "<date>T<time>.<millis>Z ACCEPT host=::ffff:<attacker> port=<port> fd=4 n=1/<!4096>",
      "<date>T<time>.<millis>Z CLOSE host=::ffff:<attacker> port=<port> fd=4 time=20.017 bytes=20"
    ),
    Honeypot(
      "endlessh-go",
      image: "demo/endlessh-go",
      writes: "stderr",
      visit:
        "I<monthday> <time>.<micros>       1 client.go:66] ACCEPT host=<attacker> port=<port> n=1/<!4096>",
      "I<monthday> <time>.<micros>       1 client.go:99] CLOSE host=<attacker> port=<port> time=20.017s bytes=20"
    ),
  ]
}
