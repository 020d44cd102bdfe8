extension BuiltInTables {
  /// Honeypots of industrial and other devices.
  static let devices = [
    #"""
    {
      "name": "conpot",
      "program": "Conpot",
      "kind": "json",
      "images": {
        "*telekom-security/conpot": ["${CONPOT_JSON_LOG}"],
        "dtagdevsec/conpot": ["${CONPOT_JSON_LOG}"]
      },
      "is": {"sensorid": "*", "data_type": "*", "src_ip": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {
        "path": "data_type",
        "map": {
          "modbus": "modbus", "s7comm": "s7comm", "IEC104": "iec104",
          "guardian_ast": "guardian_ast", "http": "http", "snmp": "snmp",
          "bacnet": "bacnet", "ipmi": "ipmi", "enip": "enip", "ftp": "ftp",
          "tftp": "tftp", "kamstrup_protocol": "kamstrup",
          "kamstrup_management_protocol": "kamstrup"
        },
        "default": "conpot"
      },
      "event_type": {
        "path": "event_type",
        "map": {
          "NEW_CONNECTION": "connect", "CONNECTION_LOST": "disconnect",
          "CONNECTION_TERMINATED": "disconnect",
          "CONNECTION_FAILED": "disconnect"
        },
        "default": "request"
      },
      "sensor": "sensorid",
      "fields": {
        "src_ip": "src_ip", "src_port": "src_port", "dst_ip": "dst_ip",
        "dst_port": "dst_port", "session": "id", "protocol": "data_type",
        "command": "request"
      }
    }
    """#,
    #"""
    {
      "name": "conpot-text",
      "program": "Conpot",
      "kind": "text",
      "images": {
        "honeynet/conpot": ["stderr"]
      },
      "address": "peer",
      "templates": [
        {
          "event": "connection",
          "line": "{time:timestamp} New {text:protocol} connection from {address:src_ip}. ({word:session})"
        },
        {
          "event": "session",
          "line": "{time:timestamp} New {text:protocol} session from {ip:src_ip} ({word:session})"
        },
        {
          "event": "request",
          "line": "{time:timestamp} ('{ip:src_ip}', {port:src_port}) ---> {rest:request}"
        },
        {
          "event": "request",
          "line": "{time:timestamp} ('{ip:src_ip}', {port:src_port}) --->"
        },
        {
          "event": "response",
          "line": "{time:timestamp} ('{ip:src_ip}', {port:src_port}) <--- {rest:response}"
        },
        {
          "event": "response",
          "line": "{time:timestamp} ('{ip:src_ip}', {port:src_port}) <---"
        },
        {
          "event": "disconnected",
          "line": "{time:timestamp} {word:protocol} Station disconnected. ({word:session})"
        },
        {
          "event": "timeout",
          "line": "{time:timestamp} Session timed out: {rest:session}"
        }
      ],
      "timestamp": "timestamp",
      "service": {"const": "conpot"},
      "event_type": {
        "path": "event",
        "map": {
          "session": "connect", "connection": "connect", "request": "request",
          "response": "response", "disconnected": "disconnect",
          "timeout": "disconnect"
        },
        "default": "other"
      },
      "fields": {
        "src_ip": "src_ip", "src_port": "src_port", "session": "session",
        "protocol": "protocol", "command": "request"
      }
    }
    """#,
    #"""
    {
      "name": "adbhoney",
      "program": "ADBHoney",
      "kind": "json",
      "images": {
        "*telekom-security/adbhoney": ["/opt/adbhoney/log/adbhoney.json"],
        "dtagdevsec/adbhoney": ["/opt/adbhoney/log/adbhoney.json"]
      },
      "is": {"eventid": "adbhoney.*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {"const": "adb"},
      "event_type": {
        "path": "eventid",
        "map": {
          "adbhoney.session.connect": "connect",
          "adbhoney.session.closed": "disconnect",
          "adbhoney.command.input": "command",
          "adbhoney.session.file_upload": "upload",
          "adbhoney.session.file_download": "download"
        },
        "default": "other"
      },
      "msg": "message",
      "sensor": "sensor",
      "fields": {
        "src_ip": "src_ip", "src_port": "src_port", "dst_ip": "dst_ip",
        "dst_port": "dst_port", "session": "session", "command": "input", "url": "src_url",
        "sha256": "shasum", "file": "filename"
      }
    }
    """#,
    #"""
    {
      "name": "medpot",
      "program": "Medpot",
      "kind": "json",
      "images": {
        "*telekom-security/medpot": ["/var/log/medpot/medpot.log"],
        "dtagdevsec/medpot": ["/var/log/medpot/medpot.log"]
      },
      "is": {"level": "*", "message": "*", "data": "*", "src_ip": "*", "src_port": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {"const": "hl7"},
      "event_type": {"const": "request"},
      "msg": "message",
      "fields": {"src_ip": "src_ip", "src_port": "src_port"}
    }
    """#,
    #"""
    {
      "name": "miniprint",
      "program": "Miniprint",
      "kind": "json",
      "images": {
        "*telekom-security/miniprint": ["/opt/miniprint/log/miniprint.json"],
        "dtagdevsec/miniprint": ["/opt/miniprint/log/miniprint.json"],
        "*/miniprint": ["stderr"]
      },
      "is": {"event": "*", "action": "*", "info": "*", "timestamp": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {"const": "printer"},
      "event_type": {
        "path": "event",
        "map": {
          "connection": "connect", "connection_closed": "disconnect",
          "command_received": "command", "append_raw_print_job": "print_job",
          "save_raw_print_job": "print_job", "server_start": "start"
        },
        "default": "request"
      },
      "msg": "info",
      "fields": {
        "src_ip": "src_ip",
        "dst_port": "dest_port",
        "command": ["item", "dir", "job_text"],
        "file": "file_name"
      }
    }
    """#,
  ]
}
