extension BuiltInTables {
  /// Sensors that look at a network's traffic: their source may be the sensor itself.
  static let network = [
    #"""
    {
      "name": "fatt",
      "program": "fatt",
      "kind": "json",
      "images": {
        "*telekom-security/fatt": ["/opt/fatt/log/fatt.log"],
        "dtagdevsec/fatt": ["/opt/fatt/log/fatt.log"]
      },
      "is": {"sourceIp": "*", "destinationIp": "*", "protocol": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {
        "path": "protocol",
        "map": ["http", "tls", "ssh", "rdp", "gquic"],
        "default": "fatt"
      },
      "event_type": {"const": "fingerprint"},
      "fields": {
        "src_ip": "sourceIp", "src_port": "sourcePort", "dst_ip": "destinationIp",
        "dst_port": "destinationPort", "protocol": "protocol",
        "method": "http.requestMethod", "url": "http.requestURI",
        "user_agent": "http.userAgent"
      }
    }
    """#,
    #"""
    {
      "name": "p0f",
      "program": "p0f",
      "kind": "json",
      "images": {
        "*telekom-security/p0f": ["/var/log/p0f/p0f.json"],
        "dtagdevsec/p0f": ["/var/log/p0f/p0f.json"]
      },
      "is": {"mod": "*", "client_ip": "*", "server_ip": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {"const": "p0f"},
      "event_type": {"const": "fingerprint"},
      "fields": {
        "src_ip": "client_ip", "src_port": "client_port", "dst_ip": "server_ip",
        "dst_port": "server_port"
      }
    }
    """#,
    #"""
    {
      "name": "suricata",
      "program": "Suricata",
      "kind": "json",
      "images": {
        "*telekom-security/suricata": ["/var/log/suricata/eve.json"],
        "dtagdevsec/suricata": ["/var/log/suricata/eve.json"],
        "jasonish/suricata": ["/var/log/suricata/eve.json"]
      },
      "is": {"event_type": "*", "flow_id": "*", "src_ip": "*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {
        "path": "app_proto",
        "map": [
          "dns", "ftp", "http", "mqtt", "ntp", "rdp", "rfb", "sip", "smb", "smtp",
          "snmp", "ssh", "telnet", "tftp", "tls"
        ],
        "default": "suricata"
      },
      "event_type": {
        "path": "event_type",
        "map": {
          "alert": "alert", "anomaly": "anomaly", "dns": "dns",
          "fileinfo": "fileinfo", "flow": "flow", "ftp": "ftp", "smb": "smb",
          "smtp": "smtp", "snmp": "snmp", "ssh": "ssh", "tls": "tls",
          "rdp": "rdp", "sip": "sip", "mqtt": "mqtt", "rfb": "rfb",
          "tftp": "tftp", "drop": "drop", "http": "http_request"
        },
        "default": "other"
      },
      "fields": {
        "src_ip": "src_ip", "src_port": "src_port", "dst_ip": "dest_ip",
        "dst_port": "dest_port", "session": "flow_id", "protocol": "proto",
        "method": "http.http_method", "url": "http.url",
        "user_agent": "http.http_user_agent"
      }
    }
    """#,
  ]
}
