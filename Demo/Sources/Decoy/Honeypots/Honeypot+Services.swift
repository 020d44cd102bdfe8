extension Honeypot {
  /// Many services, or one that is neither a shell nor HTTP.
  static let services = [
    Honeypot(
      "opencanary",
      image: "thinkst/opencanary",
      writes: "stdout",
      visit:
        #"{"dst_host":"192.0.2.9","dst_port":22,"local_time":"<date> <time>.<micros>","local_time_adjusted":"<date> <time>.<micros>","logdata":{"SESSION":"<!session>"},"logtype":4000,"node_id":"demo","src_host":"<attacker>","src_port":<port>,"utc_time":"<date> <time>.<micros>"}"#,
      #"{"dst_host":"192.0.2.9","dst_port":22,"local_time":"<date> <time>.<micros>","local_time_adjusted":"<date> <time>.<micros>","logdata":{"LOCALVERSION":"SSH-2.0-OpenSSH_9.6","PASSWORD":"<password>","REMOTEVERSION":"<client>","SESSION":"<!session>","USERNAME":"<user>"},"logtype":4002,"node_id":"demo","src_host":"<attacker>","src_port":<port>,"utc_time":"<date> <time>.<micros>"}"#,
      #"{"dst_host":"192.0.2.9","dst_port":80,"local_time":"<date> <time>.<micros>","local_time_adjusted":"<date> <time>.<micros>","logdata":{"HOSTNAME":"192.0.2.9","PATH":"<path>","SKIN":"nasLogin","USERAGENT":"<!agent>"},"logtype":3000,"node_id":"demo","src_host":"<attacker>","src_port":<port>,"utc_time":"<date> <time>.<micros>"}"#
    ),
    Honeypot(
      "dionaea",
      image: "dinotools/dionaea",
      writes: "/opt/dionaea/var/lib/dionaea/dionaea.json",
      visit:
        #"{"connection":{"protocol":"smbd","transport":"tcp","type":"accept"},"dst_ip":"::ffff:192.0.2.9","dst_port":445,"src_hostname":"<!>","src_ip":"::ffff:<attacker>","src_port":<port>,"timestamp":"<date>T<time>.<micros>"}"#,
      #"{"connection":{"protocol":"mssqld","transport":"tcp","type":"accept"},"credentials":[{"password":"<password>","username":"sa"},{"password":"<other>","username":"<user>"}],"dst_ip":"::ffff:192.0.2.9","dst_port":1433,"src_hostname":"<!>","src_ip":"::ffff:<attacker>","src_port":<port>,"timestamp":"<date>T<time>.<micros>"}"#
    ),
    Honeypot(
      "heralding",
      image: "dtagdevsec/heralding",
      writes: "/var/log/heralding/log_session.json",
      visit:
        #"{"timestamp":"<date> <time>.<micros>","duration":1,"session_id":"<!session>","source_ip":"<attacker>","source_port":<port>,"destination_ip":"192.0.2.9","destination_port":21,"protocol":"ftp","num_auth_attempts":2,"auth_attempts":[{"timestamp":"<date> <time>.<micros>","username":"<user>","password":"<other>"},{"timestamp":"<date> <time>.<micros>","username":"<user>","password":"<password>"}],"session_ended":true,"auxiliary_data":{}}"#
    ),
    Honeypot(
      "heralding-auth",
      image: nil,
      writes: "/var/log/heralding/auth.csv",
      heading:
        "timestamp,auth_id,session_id,source_ip,source_port,destination_ip,destination_port,protocol,username,password,password_hash",
      visit:
        "<date> <time>.<micros>,<!session>,<session>,<attacker>,<port>,192.0.2.9,23,telnet,<user>,<password>,",
      // A record may span lines.
      "<date> <time>.<micros>,<!session>,<session>,<attacker>,<port>,192.0.2.9,23,telnet,<user>,\"line one\nline \"\"two\"\"\","
    ),
    Honeypot(
      "beelzebub",
      image: "m4r10/beelzebub",
      writes: "stdout",
      visit:
        #"{"event":{"DateTime":"<date>T<time>Z","RemoteAddr":"<attacker>:<port>","Protocol":"SSH","Command":"","CommandOutput":"","Status":"Stateless","Msg":"New SSH Login Attempt","ID":"<!session>","User":"<user>","Password":"<password>","SourceIp":"<attacker>","SourcePort":"<port>"},"level":"info","msg":"New Event","time":"<date>T<time>Z"}"#,
      #"{"event":{"DateTime":"<date>T<time>Z","RemoteAddr":"<attacker>:<port>","Protocol":"SSH","Command":"<command>","CommandOutput":"\n","Status":"Interaction","Msg":"SSH Terminal Session Interaction","ID":"<!session>","User":"<user>","SourceIp":"<attacker>","SourcePort":"<port>"},"level":"info","msg":"New Event","time":"<date>T<time>Z"}"#
    ),
    Honeypot(
      "honeypots",
      image: "qeeqbox/honeypots",
      writes: "stdout",
      visit:
        #"{"action":"connection","dest_ip":"192.0.2.9","dest_port":"23","protocol":"telnet","src_ip":"<attacker>","src_port":"<port>","timestamp":"<date>T<time>.<micros>","server":"<!>"}"#,
      #"{"action":"login","dest_ip":"192.0.2.9","dest_port":"23","password":"<password>","protocol":"telnet","src_ip":"<attacker>","src_port":"<port>","status":"failed","timestamp":"<date>T<time>.<micros>","username":"<user>","server":"<!>"}"#
    ),
    Honeypot(
      "glutton",
      image: "demo/glutton",
      writes: "stdout",
      visit:
        #"{"time":"<date>T<time>.<micros>000Z","level":"INFO","msg":"new connection: <!telnet>","sensorID":"demo","dest_port":"23","src_ip":"<attacker>","src_port":"<port>","handler":"telnet"}"#
    ),
    Honeypot(
      "honeytrap",
      image: "dtagdevsec/honeytrap",
      writes: "/opt/honeytrap/var/log/attackers.json",
      visit:
        #"{"is_virtual":false,"start_time":"<date>T<time>Z","attack_connection":{"protocol":"tcp","remote_ip":"<attacker>","remote_port":<port>,"local_ip":"192.0.2.9","local_port":8081,"payload":{"length":0,"md5_hash":"<!>"}}}"#
    ),
    Honeypot(
      "honeytrap-text",
      image: nil,
      writes: "/opt/honeytrap/var/log/honeytrap.log",
      visit: "[<date> <time>] <attacker>:<port> requesting tcp connection on 192.0.2.9:8081.",
      "[<date> <time>] <!8081/tcp>  Handling tcp connection request from <attacker>:<port> to 192.0.2.9:8081."
    ),
    Honeypot(
      "redishoneypot",
      image: "demo/redishoneypot",
      writes: "stdout",
      visit:
        #"{"action":"NewConnect","addr":"<attacker>:<port>","level":"info","msg":"<!>","time":"<date> <time>"}"#,
      #"{"action":"AUTH <password>","addr":"<attacker>:<port>","level":"info","msg":"<!>","time":"<date> <time>"}"#,
      // The attacker may type this, too.
      #"{"action":"Closed","addr":"<attacker>:<port>","level":"info","msg":"<!>","time":"<date> <time>"}"#
    ),
    Honeypot(
      "mailoney",
      image: "dtagdevsec/mailoney",
      writes: "/opt/mailoney/logs/commands.log",
      visit:
        #"{"timestamp":"<date>T<time>.000000Z","src_ip":"<attacker>","src_port":<port>,"data":"EHLO <!mail>\r"}"#,
      #"{"timestamp":"<date>T<time>.000000Z","src_ip":"<attacker>","src_port":<port>,"data":"MAIL FROM:<!sender>\r"}"#
    ),
    Honeypot(
      "sentrypeer",
      image: "sentrypeer/sentrypeer",
      writes: "/var/log/sentrypeer/sentrypeer.json",
      visit:
        #"{"app_name":"sentrypeer","event_timestamp":"<date> <time>.<micros>000","event_uuid":"<!session>","created_by_node_id":"demo","transport_type":"UDP","source_ip":"<attacker>:<port>","destination_ip":"192.0.2.9","called_number":"100","sip_method":"OPTIONS","sip_user_agent":"<agent>","sip_message":"OPTIONS sip:100@192.0.2.9 SIP/2.0"}"#
    ),
  ]
}
