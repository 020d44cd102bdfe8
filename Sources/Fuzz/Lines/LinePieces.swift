/// The pieces that lines are made of: what services write, and what attackers would write instead.
struct LinePieces {
  let priorities = [
    "0", "1", "7", "13", "14", "30", "86", "134", "135", "165", "190", "191", "999", "007", "1234", "",
  ].map { Array($0.utf8) }

  let timestamps = [
    "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123456+01:00", "2026-11-23T03:55:14",
    "2026-11-23T03:55:14-23:59", "2026-02-30T00:00:00Z", "2026-01-01T00:00:60Z", "-", "t", "2026-01-01Tx",
    "\u{1}\u{1}\u{1}",
  ].map { Array($0.utf8) }

  let hosts = [
    "web01", "dc01", "omega-decky", "-", "h", "東京", String(repeating: "é", count: 128),
    String(repeating: "\u{1}", count: 255), "\"\\", "\u{2028}",
  ].map { Array($0.utf8) }

  let services = [
    "ssh", "http", "smtp", "docker-api", "-", "bash", "\u{7F}", String(repeating: "s", count: 256),
  ].map { Array($0.utf8) }

  let types = [
    "login_attempt", "connect", "command", "-", "-", "-", "\u{85}", String(repeating: "🦈", count: 64),
  ].map { Array($0.utf8) }

  let names = [
    "src_ip", "src", "client_ip", "remote_ip", "remote_addr", "target_ip", "ip", "remote_port", "user",
    "username", "password", "x-src_ip", "SRC", "n", "nn", "name1", "longer_name_1", "longer_name_2", "é", "[",
    "\\", "e\u{301}",
  ].map { Array($0.utf8) }

  let marks = [
    "from ", "FROM\t", "rhost=", "rhost: ", "client:", "client= ", "src=", "src: ", " from ", ", from ",
    "xfrom ", "from  ", "from from ", "for ", "for '", "user ", "user=", "ruser= ", "client ",
    "remote address: ", "local ip=", "on ", "to ", "host=", "helo=<", "version ", "unknown[", "[", "\"", "'",
    "(?@", "'x'@'", "a@", "/", "client1/", "~", "->", "-> ", "ipv4:", "IPV4/UDP/", "?ip=", "&x=",
    "'/dev/pts/0' ", "[core:error] ", "\\\"",
  ].map { Array($0.utf8) }

  let addresses = [
    "1.2.3.4", "203.0.113.9", "1.2.3.4:22", "1.2.3.4:65535", "1.2.3.4:65536", "0.0.0.0", "::", "::1",
    "2001:db8::5", "2001:DB8:0:0::5", "[2001:db8::5]:443", #"[2001:db8::5\]:443"#, "[::1]", "::ffff:1.2.3.4",
    "fe80::1%eth0", "fe80::1%eth1", "[fe80::1%br-0.7\\]:22", "fe80::1%", "fe80::1%abcdefghijklmnop", "::%lo",
    "1.2.3.4%lo", "1.2.3.4 port 22", "1.2.3.4 port 22 ssh2", "1.2.3.4 port 22: ", "1.2.3.4/24", "1.2.3.4#53",
    "1.2.3.4 - -", "1.2.3.4, 5.6.7.8", "1.2.3.4:51 -> 5.6.7.8:52", "2001:db8::5:40838", "a::b",
    "00:11:22:33:44:55:66:77", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4.", "1.2.3.4:",
    "\"1.2.3.4\"", "'1.2.3.4'.", "localhost", "", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "1::2::3",
    "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "face", "1.",
  ].map { Array($0.utf8) }

  let signs = [
    "\"", "\\", "]", "[", "=", "\\\"", "\\\\", "\\]", " ", "\t", "\r", "\u{B}", "\u{C}", ",", ";", ":", ".",
    "'", ")", "-", "_", "%", "\u{0}", "\u{1B}[2J", "\u{7F}", "\u{85}", "\u{9B}", "\u{2028}", "\u{2029}",
    "\u{FEFF}", "\u{FFFD}", "\u{A0}", "é", "世", "🦈", "e\u{301}", "] src=6.6.6.6 ", "\"] ",
  ].map { Array($0.utf8) }

  let words = [
    " ", " ", "a", "root", "CMD ", "CMD uid=0 ", "login failed ", "Failed password for ", "invalid user ",
    " port 22", " [preauth]", " pwd=/ cmd=", " src=", "the quick brown fox jumps over the lazy dog ",
    "GET / HTTP/1.1", "user=", "</script>", "%0a<134>1 -",
  ].map { Array($0.utf8) }

  /// Byte sequences that are not valid UTF-8.
  let badBytes: [[UInt8]] = [
    [0xFF], [0xFE], [0x80], [0xBF], [0xC0, 0xAF], [0xC2], [0xE2], [0xE2, 0x80], [0xE0, 0x9F, 0x80],
    [0xED, 0xA0, 0x80], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xF0, 0x9F], [0xF0, 0x9F, 0xA6],
    [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xEF, 0xBB],
  ]

  /// Single bytes that have a meaning somewhere.
  let hotBytes =
    Array("\"\\[]=<>-:. \t\r\u{B}\u{C}\u{0}\u{1}\u{7F}0123456789abcdefrsiSFC,;'_%@".utf8) + [
      0x80, 0x85, 0xA8, 0xBF, 0xC2, 0xE2, 0xED, 0xF0, 0xFF,
    ]
}
