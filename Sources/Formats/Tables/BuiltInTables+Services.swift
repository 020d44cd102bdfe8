extension BuiltInTables {
  /// Honeypots of many services, or of one that is neither a shell nor HTTP.
  static let services = [
    #"""
    {
      "name": "opencanary",
      "program": "OpenCanary",
      "kind": "json",
      "images": {
        "*/opencanary": ["stdout"]
      },
      "is": {"logtype": "*", "node_id": "*"},
      "address": "peer",
      "timestamp": ["utc_time", "local_time"],
      "service": {
        "path": "logtype",
        "map": {
          "1000": "opencanary", "1001": "opencanary", "1002": "opencanary",
          "1003": "opencanary", "1004": "opencanary", "1005": "opencanary",
          "2000": "ftp", "3000": "http", "3001": "http", "3002": "http",
          "3003": "http", "4000": "ssh", "4001": "ssh", "4002": "ssh",
          "5000": "smb", "5001": "portscan", "5002": "portscan", "5003": "portscan",
          "5004": "portscan", "5005": "portscan", "6001": "telnet",
          "6002": "telnet", "7001": "httpproxy", "8001": "mysql", "9001": "mssql",
          "9002": "mssql", "9003": "mssql", "10001": "tftp", "11001": "ntp",
          "12001": "vnc", "13001": "snmp", "14001": "rdp", "15001": "sip",
          "16001": "git", "17001": "redis", "18001": "tcp", "18002": "tcp",
          "18003": "tcp", "18004": "tcp", "18005": "tcp", "19001": "llmnr",
          "20001": "mongodb"
        },
        "default": "opencanary"
      },
      "event_type": {
        "path": "logtype",
        "map": {
          "1000": "start", "1001": "internal", "1002": "internal",
          "1003": "internal", "1004": "internal", "1005": "internal",
          "2000": "login_attempt", "3000": "http_request",
          "3001": "login_attempt", "3002": "http_request",
          "3003": "http_request", "4000": "connect", "4001": "client_version",
          "4002": "login_attempt", "5000": "file_access", "5001": "scan",
          "5002": "scan", "5003": "scan", "5004": "scan", "5005": "scan",
          "6001": "login_attempt", "6002": "connect", "7001": "login_attempt",
          "8001": "login_attempt", "9001": "login_attempt",
          "9002": "login_attempt", "9003": "connect", "10001": "file_access",
          "11001": "command", "12001": "login_attempt", "13001": "query",
          "14001": "login_attempt", "15001": "sip_request", "16001": "command",
          "17001": "command", "18001": "connect", "18002": "connect",
          "18003": "request", "18004": "request", "18005": "request",
          "19001": "query", "20001": "login_attempt"
        },
        "default": "other"
      },
      "msg": "logdata.msg.logdata",
      "sensor": "node_id",
      "fields": {
        "src_ip": "src_host",
        "src_port": "src_port",
        "dst_ip": "dst_host",
        "dst_port": "dst_port",
        "session": "logdata.SESSION",
        "username": ["logdata.USERNAME", "logdata.USER", "logdata.username"],
        "password": ["logdata.PASSWORD", "logdata.VNC Password"],
        "command": ["logdata.CMD", "logdata.NTP CMD"],
        "url": "logdata.PATH",
        "user_agent": "logdata.USERAGENT",
        "file": "logdata.FILENAME"
      }
    }
    """#,
    #"""
    {
      "name": "dionaea",
      "program": "Dionaea",
      "kind": "json",
      "images": {
        "*telekom-security/dionaea": ["/opt/dionaea/var/log/dionaea.json"],
        "dtagdevsec/dionaea": ["/opt/dionaea/var/log/dionaea.json"],
        "dinotools/dionaea": ["/opt/dionaea/var/lib/dionaea/dionaea.json"]
      },
      "is": {"connection.protocol": "*", "connection.transport": "*", "src_ip": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {
        "path": "connection.protocol",
        "map": {
          "httpd": "http", "smbd": "smb", "mssqld": "mssql", "mysqld": "mysql",
          "mongod": "mongodb", "epmapper": "msrpc", "ftpd": "ftp",
          "ftpdatalisten": "ftp", "Memcache": "memcache", "mqttd": "mqtt",
          "pptpd": "pptp", "upnpd": "upnp", "TftpServerHandler": "tftp",
          "SipSession": "sip", "SipCall": "sip", "ntpd": "ntp",
          "printerd": "printer", "Blackhole": "tcp", "mirrord": "tcp"
        },
        "default": "dionaea"
      },
      "event_type": {
        "path": "connection.type",
        "map": {"accept": "session", "listen": "listen", "connect": "outbound"},
        "default": "other"
      },
      "fields": {
        "src_ip": "src_ip", "src_port": "src_port", "dst_ip": "dst_ip",
        "dst_port": "dst_port", "protocol": "connection.protocol"
      },
      "credentials": [
        {"username": "credentials.*.username", "password": "credentials.*.password"},
        {"username": "credentials.username.*", "password": "credentials.password.*"}
      ]
    }
    """#,
    #"""
    {
      "name": "heralding",
      "program": "Heralding",
      "kind": "json",
      "images": {
        "*telekom-security/heralding": ["/var/log/heralding/log_session.json"],
        "dtagdevsec/heralding": ["/var/log/heralding/log_session.json"]
      },
      "is": {"session_id": "*", "auth_attempts": "*", "source_ip": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {
        "path": "protocol",
        "map": [
          "ftp", "telnet", "ssh", "http", "https", "pop3", "pop3s", "imap", "imaps",
          "smtp", "smtps", "vnc", "rdp", "socks5", "mysql", "postgresql"
        ],
        "default": "heralding"
      },
      "event_type": {"const": "session"},
      "fields": {
        "src_ip": "source_ip", "src_port": "source_port", "dst_ip": "destination_ip",
        "dst_port": "destination_port", "session": "session_id", "protocol": "protocol"
      },
      "credentials": [
        {
          "username": "auth_attempts.*.username",
          "password": "auth_attempts.*.password"
        }
      ]
    }
    """#,
    #"""
    {
      "name": "heralding-auth",
      "program": "Heralding",
      "kind": "csv",
      "is": {"auth_id": "*", "session_id": "*", "source_ip": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {
        "path": "protocol",
        "map": [
          "ftp", "telnet", "ssh", "http", "https", "pop3", "pop3s", "imap", "imaps",
          "smtp", "smtps", "vnc", "rdp", "socks5", "mysql", "postgresql"
        ],
        "default": "heralding"
      },
      "event_type": {"const": "login_attempt"},
      "fields": {
        "src_ip": "source_ip", "src_port": "source_port", "dst_ip": "destination_ip",
        "dst_port": "destination_port", "session": "session_id", "protocol": "protocol",
        "username": "username", "password": "password"
      }
    }
    """#,
    #"""
    {
      "name": "beelzebub",
      "program": "Beelzebub",
      "kind": "json",
      "images": {
        "*telekom-security/beelzebub": ["/opt/beelzebub/configurations/log/beelzebub.json"],
        "dtagdevsec/beelzebub": ["/opt/beelzebub/configurations/log/beelzebub.json"],
        "*/beelzebub": ["stdout"]
      },
      "is": {"event.Protocol": "*", "event.Msg": "*", "event.DateTime": "*"},
      "address": "peer",
      "timestamp": "event.DateTime",
      "service": {
        "path": "event.Protocol",
        "map": {
          "SSH": "ssh", "HTTP": "http", "TCP": "tcp", "TELNET": "telnet",
          "MCP": "mcp"
        },
        "default": "beelzebub"
      },
      "event_type": {
        "path": "event.Msg",
        "map": {
          "New SSH Login Attempt": "login_attempt",
          "New SSH Terminal Session": "connect",
          "SSH Terminal Session Interaction": "command",
          "SSH Raw Command": "command", "End SSH Session": "disconnect",
          "HTTP New request": "http_request", "New TCP attempt": "connect",
          "New MCP tool invocation": "command"
        },
        "default": "other"
      },
      "msg": "event.Msg",
      "fields": {
        "src_ip": ["event.SourceIp", "event.RemoteAddr"],
        "src_port": "event.SourcePort",
        "session": "event.ID",
        "protocol": "event.Protocol",
        "username": "event.User",
        "password": "event.Password",
        "command": "event.Command",
        "method": "event.HTTPMethod",
        "url": "event.RequestURI",
        "user_agent": "event.UserAgent"
      }
    }
    """#,
    #"""
    {
      "name": "honeypots",
      "program": "honeypots (qeeqbox)",
      "kind": "json",
      "images": {
        "*telekom-security/honeypots": ["/var/log/honeypots/*.log"],
        "dtagdevsec/honeypots": ["/var/log/honeypots/*.log"],
        "qeeqbox/honeypots": ["stdout"]
      },
      "is": {"action": "*", "protocol": "*", "src_ip": "*", "dest_port": "*"},
      "address": "header",
      "timestamp": "timestamp",
      "service": {
        "path": "protocol",
        "map": [
          "dhcp", "dns", "elastic", "ftp", "http", "https", "httpproxy", "imap",
          "ipp", "irc", "ldap", "memcache", "mssql", "mysql", "ntp", "oracle",
          "pjl", "pop3", "postgres", "rdp", "redis", "sip", "smb", "smtp", "snmp",
          "socks5", "ssh", "telnet", "vnc"
        ],
        "default": "honeypots"
      },
      "event_type": {
        "path": "action",
        "map": {
          "connection": "connect", "login": "login_attempt", "dump": "request",
          "query": "query", "command": "command"
        },
        "default": "other"
      },
      "fields": {
        "src_ip": "src_ip",
        "src_port": "src_port",
        "dst_ip": "dest_ip",
        "dst_port": "dest_port",
        "protocol": "protocol",
        "username": "username",
        "password": "password",
        "outcome": {"path": "status", "map": {"success": "success", "failed": "failure"}}
      }
    }
    """#,
    #"""
    {
      "name": "glutton",
      "program": "Glutton",
      "kind": "json",
      "images": {
        "*telekom-security/glutton": ["/var/log/glutton/glutton.log"],
        "dtagdevsec/glutton": ["/var/log/glutton/glutton.log"],
        "*/glutton": ["stdout"]
      },
      "is": {"sensorID": "*", "src_ip": "*", "dest_port": "*"},
      "address": "peer",
      "timestamp": ["time", "ts"],
      "service": {
        "path": "handler",
        "map": [
          "adb", "bittorrent", "ftp", "iscsi", "jabber", "memcache", "mongodb",
          "mqtt", "rdp", "rfb", "sip", "smb", "smtp", "ssh", "tcp", "telnet", "udp"
        ],
        "default": "glutton"
      },
      "event_type": {"const": "request"},
      "msg": "msg",
      "sensor": "sensorID",
      "fields": {
        "src_ip": "src_ip",
        "src_port": "src_port",
        "dst_ip": "dest_ip",
        "dst_port": "dest_port",
        "method": "method",
        "url": "path",
        "sha256": ["payload_hash", "sample_hash"]
      }
    }
    """#,
    #"""
    {
      "name": "honeytrap",
      "program": "Honeytrap",
      "kind": "json",
      "images": {
        "*telekom-security/honeytrap": ["/opt/honeytrap/var/log/attackers.json"],
        "dtagdevsec/honeytrap": ["/opt/honeytrap/var/log/attackers.json"]
      },
      "is": {"attack_connection.remote_ip": "*", "attack_connection.local_port": "*"},
      "address": "peer",
      "timestamp": "start_time",
      "service": {"path": "attack_connection.protocol", "map": ["tcp", "udp"], "default": "tcp"},
      "event_type": {"const": "session"},
      "fields": {
        "src_ip": "attack_connection.remote_ip",
        "src_port": "attack_connection.remote_port", "dst_ip": "attack_connection.local_ip",
        "dst_port": "attack_connection.local_port",
        "protocol": "attack_connection.protocol"
      }
    }
    """#,
    #"""
    {
      "name": "honeytrap-text",
      "program": "Honeytrap",
      "kind": "text",
      "address": "peer",
      "templates": [
        "[{time:timestamp}] {address:src_ip} requesting {word:protocol} connection on {address:dst_ip}.",
        "[{time:timestamp}] {blanks}{word:where}  Handling {word:protocol} connection request from {address:src_ip} to {address:dst_ip}."
      ],
      "timestamp": "timestamp",
      "service": {"path": "protocol", "map": ["tcp", "udp"], "default": "tcp"},
      "event_type": {"const": "connect"},
      "fields": {"src_ip": "src_ip", "dst_ip": "dst_ip", "protocol": "protocol"}
    }
    """#,
    #"""
    {
      "name": "redishoneypot",
      "program": "RedisHoneyPot",
      "kind": "json",
      "images": {
        "*telekom-security/redishoneypot": ["/var/log/redishoneypot/redishoneypot.log"],
        "dtagdevsec/redishoneypot": ["/var/log/redishoneypot/redishoneypot.log"],
        "*/redishoneypot": ["stdout"]
      },
      "is": {"action": "*", "addr": "*", "level": "*"},
      "address": "peer",
      "timestamp": "time",
      "service": {"const": "redis"},
      "event_type": {"const": "command"},
      "msg": "msg",
      "fields": {"src_ip": "addr", "command": "action"}
    }
    """#,
    #"""
    {
      "name": "mailoney",
      "program": "Mailoney",
      "kind": "json",
      "images": {
        "*telekom-security/mailoney": ["/opt/mailoney/logs/commands.log", "/opt/mailoney/logs/mail.log"],
        "dtagdevsec/mailoney": ["/opt/mailoney/logs/commands.log", "/opt/mailoney/logs/mail.log"]
      },
      "is": {"src_ip": "*", "src_port": "*", "data": "*", "timestamp": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {"const": "smtp"},
      "event_type": {"const": "command"},
      "fields": {"src_ip": "src_ip", "src_port": "src_port", "command": "data"}
    }
    """#,
    #"""
    {
      "name": "sentrypeer",
      "program": "SentryPeer",
      "kind": "json",
      "images": {
        "*telekom-security/sentrypeer": ["/var/log/sentrypeer/sentrypeer.json"],
        "dtagdevsec/sentrypeer": ["/var/log/sentrypeer/sentrypeer.json"],
        "sentrypeer/sentrypeer": ["${SENTRYPEER_JSON_LOG_FILE}", "/var/log/sentrypeer/sentrypeer.json"]
      },
      "is": {"sip_method": "*", "source_ip": "*", "called_number": "*"},
      "address": "peer",
      "timestamp": "event_timestamp",
      "service": {"const": "sip"},
      "event_type": {"const": "sip_request"},
      "sensor": "created_by_node_id",
      "fields": {
        "src_ip": "source_ip", "dst_ip": "destination_ip", "session": "event_uuid",
        "protocol": "transport_type", "method": "sip_method",
        "user_agent": "sip_user_agent"
      }
    }
    """#,
  ]
}
