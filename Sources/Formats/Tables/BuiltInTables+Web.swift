extension BuiltInTables {
  /// Honeypots of web applications.
  static let web = [
    #"""
    {
      "name": "ciscoasa",
      "program": "CiscoASA honeypot",
      "kind": "text",
      "images": {
        "*telekom-security/ciscoasa": ["/var/log/ciscoasa/ciscoasa.log"],
        "dtagdevsec/ciscoasa": ["/var/log/ciscoasa/ciscoasa.log"]
      },
      "address": "peer",
      "templates": [
        "{{'timestamp': '{time:timestamp}', 'src_ip': '{ip:src_ip}', 'payload_printable': '{rest:payload}'}}"
      ],
      "timestamp": "timestamp",
      "service": {"const": "https"},
      "event_type": {"const": "http_request"},
      "msg": "payload",
      "fields": {"src_ip": "src_ip"}
    }
    """#,
    #"""
    {
      "name": "citrixhoneypot",
      "program": "CitrixHoneypot",
      "kind": "json",
      "images": {
        "*telekom-security/citrixhoneypot": ["/opt/citrixhoneypot/logs/server.log"],
        "dtagdevsec/citrixhoneypot": ["/opt/citrixhoneypot/logs/server.log"]
      },
      "is": {"asctime": "*", "levelname": "*", "message": "*"},
      "address": "peer",
      "in": "message",
      "templates": [
        {"event": "GET", "line": "({address:src_ip}): GET Header: {rest:url}"},
        {"event": "POST", "line": "({address:src_ip}): POST Header: {rest:url}"},
        {"event": "body", "line": "({address:src_ip}): POST body: {rest:body}"},
        {"event": "detected", "line": "({address:src_ip}): Detected {rest:detected}"},
        {"event": "text", "line": "({address:src_ip}): {rest:text}"}
      ],
      "timestamp": "asctime",
      "service": {"const": "https"},
      "event_type": {
        "path": "message.event",
        "map": {
          "GET": "http_request", "POST": "http_request", "body": "http_request",
          "detected": "http_attack"
        },
        "default": "other"
      },
      "msg": "message",
      "fields": {
        "src_ip": "message.src_ip",
        "method": {
          "path": "message.event",
          "map": {"GET": "GET", "POST": "POST", "body": "POST"}
        },
        "url": "message.url"
      }
    }
    """#,
    #"""
    {
      "name": "elasticpot",
      "program": "ElasticPot",
      "kind": "json",
      "images": {
        "*telekom-security/elasticpot": ["/opt/elasticpot/log/elasticpot.json"],
        "dtagdevsec/elasticpot": ["/opt/elasticpot/log/elasticpot.json"]
      },
      "is": {"eventid": "elasticpot.*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {"const": "elasticsearch"},
      "event_type": {
        "path": "eventid",
        "map": {"elasticpot.recon": "http_request", "elasticpot.attack": "http_attack"},
        "default": "other"
      },
      "msg": "message",
      "sensor": "sensor",
      "fields": {
        "src_ip": "src_ip", "src_port": "src_port", "dst_ip": "dst_ip",
        "dst_port": "dst_port", "method": "request", "url": "url",
        "user_agent": "user_agent"
      }
    }
    """#,
    #"""
    {
      "name": "ipphoney",
      "program": "IPPHoney",
      "kind": "json",
      "images": {
        "*telekom-security/ipphoney": ["/opt/ipphoney/log/ipphoney.json"],
        "dtagdevsec/ipphoney": ["/opt/ipphoney/log/ipphoney.json"]
      },
      "is": {"eventid": "ipphoney.*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {"const": "ipp"},
      "event_type": {"path": "eventid", "map": {"ipphoney.connect": "connect"}, "default": "request"},
      "msg": "message",
      "sensor": "sensor",
      "fields": {
        "src_ip": "src_ip", "src_port": "src_port", "dst_ip": "dst_ip",
        "dst_port": "dst_port", "method": "request", "url": "url",
        "user_agent": "user_agent", "command": "operation"
      }
    }
    """#,
    #"""
    {
      "name": "galah",
      "program": "Galah",
      "kind": "json",
      "images": {
        "*telekom-security/galah": ["/opt/galah/log/galah.json"],
        "dtagdevsec/galah": ["/opt/galah/log/galah.json"]
      },
      "is": {"httpRequest.request": "*", "eventTime": "*", "srcIP": "*"},
      "address": "peer",
      "timestamp": "eventTime",
      "service": {"const": "http"},
      "event_type": {"const": "http_request"},
      "msg": "msg",
      "sensor": "sensorName",
      "fields": {
        "src_ip": "srcIP", "src_port": "srcPort", "dst_port": "port",
        "session": "httpRequest.sessionID", "protocol": "httpRequest.protocolVersion",
        "method": "httpRequest.method", "url": "httpRequest.request",
        "user_agent": "httpRequest.userAgent", "sha256": "httpRequest.bodySha256"
      }
    }
    """#,
    #"""
    {
      "name": "go-pot",
      "program": "go-pot",
      "kind": "json",
      "images": {
        "*telekom-security/go-pot": ["/opt/go-pot/log/go-pot.json"],
        "dtagdevsec/go-pot": ["/opt/go-pot/log/go-pot.json"],
        "*/go-pot": ["stdout"]
      },
      "is": {"phase": "*", "src_ip": "*", "dest_port": "*"},
      "address": "header",
      "timestamp": ["timestamp", "ts"],
      "service": {"path": "type", "map": ["http", "ftp"], "default": "http"},
      "event_type": {
        "path": "phase",
        "map": {"start": "request", "end": "disconnect"},
        "default": "other"
      },
      "fields": {
        "src_ip": "src_ip", "src_port": "src_port", "dst_port": "dest_port",
        "session": "id", "username": "user", "password": "pass", "method": "method",
        "url": "path", "user_agent": "user_agent"
      }
    }
    """#,
    #"""
    {
      "name": "h0neytr4p",
      "program": "h0neytr4p",
      "kind": "json",
      "images": {
        "*telekom-security/h0neytr4p": ["/opt/h0neytr4p/log/log.json"],
        "dtagdevsec/h0neytr4p": ["/opt/h0neytr4p/log/log.json"]
      },
      "is": {"trapped": "*", "request_method": "*", "request_uri": "*"},
      "address": "header",
      "timestamp": "timestamp",
      "service": {"path": "protocol", "map": ["http", "https"], "default": "https"},
      "event_type": {
        "path": "trapped",
        "map": {"true": "http_attack", "false": "http_request"},
        "default": "http_request"
      },
      "fields": {
        "src_ip": "src_ip", "dst_port": "dest_port", "protocol": "protocol",
        "method": "request_method", "url": "request_uri", "user_agent": "user-agent"
      }
    }
    """#,
    #"""
    {
      "name": "hellpot",
      "program": "HellPot",
      "kind": "json",
      "images": {
        "*telekom-security/hellpot": ["/var/log/hellpot/hellpot.log"],
        "dtagdevsec/hellpot": ["/var/log/hellpot/hellpot.log"],
        "*/hellpot": ["stdout"]
      },
      "is": {"REMOTE_ADDR": "*", "USERAGENT": "*", "URL": "*"},
      "address": "header",
      "timestamp": "time",
      "service": {"const": "http"},
      "event_type": {
        "path": "message",
        "map": {"NEW": "http_request", "FINISH": "disconnect"},
        "default": "other"
      },
      "fields": {"src_ip": "REMOTE_ADDR", "url": "URL", "user_agent": "USERAGENT"}
    }
    """#,
    #"""
    {
      "name": "honeyaml",
      "program": "Honeyaml",
      "kind": "json",
      "images": {
        "*telekom-security/honeyaml": ["/opt/honeyaml/log/honeyaml.log"],
        "dtagdevsec/honeyaml": ["/opt/honeyaml/log/honeyaml.log"]
      },
      "is": {"target": "honeyaml::*", "src_ip": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {"const": "http"},
      "event_type": {"const": "http_request"},
      "fields": {
        "src_ip": "src_ip", "dst_port": "dest_port", "method": "method", "url": "path",
        "user_agent": "user_agent"
      }
    }
    """#,
    #"""
    {
      "name": "log4pot",
      "program": "Log4Pot",
      "kind": "json",
      "images": {
        "*telekom-security/log4pot": ["/var/log/log4pot/log/log4pot.log"],
        "dtagdevsec/log4pot": ["/var/log/log4pot/log/log4pot.log"]
      },
      "is": {"correlation_id": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {"const": "http"},
      "event_type": {
        "path": ["type", "reason"],
        "map": {
          "request": "http_request", "exploit": "http_attack",
          "payload": "download"
        },
        "default": "other"
      },
      "fields": {
        "src_ip": "client", "src_port": "port", "dst_port": "server_port",
        "session": "correlation_id", "url": "request"
      }
    }
    """#,
    #"""
    {
      "name": "tanner",
      "program": "Tanner (SNARE)",
      "kind": "json",
      "images": {
        "*telekom-security/tanner": ["/var/log/tanner/tanner_report.json"],
        "dtagdevsec/tanner": ["/var/log/tanner/tanner_report.json"]
      },
      "is": {"peer.ip": "*", "uuid": "*", "method": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {"const": "http"},
      "event_type": {"const": "http_request"},
      "sensor": "uuid",
      "fields": {
        "src_ip": "peer.ip", "src_port": "peer.port",
        "session": "response_msg.response.message.sess_uuid", "method": "method",
        "url": "path", "user_agent": "headers.user-agent"
      }
    }
    """#,
    #"""
    {
      "name": "wordpot",
      "program": "WordPot",
      "kind": "json",
      "images": {
        "*telekom-security/wordpot": ["/opt/wordpot/logs/wordpot.log"],
        "dtagdevsec/wordpot": ["/opt/wordpot/logs/wordpot.log"]
      },
      "is": {"plugin": "*", "url": "*", "src_ip": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {"const": "http"},
      "event_type": {
        "path": "plugin",
        "map": {"badlogin": "login_attempt"},
        "default": "http_request"
      },
      "fields": {
        "src_ip": "src_ip", "src_port": "src_port", "dst_port": "dest_port",
        "username": "username", "password": "password", "url": "url",
        "user_agent": "user_agent"
      }
    }
    """#,
  ]
}
