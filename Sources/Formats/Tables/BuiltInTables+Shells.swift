extension BuiltInTables {
  /// Honeypots of shells: SSH and Telnet.
  static let shells = [
    #"""
    {
      "name": "cowrie",
      "program": "Cowrie",
      "kind": "json",
      "images": {
        "*telekom-security/cowrie": ["/home/cowrie/cowrie/log/cowrie.json"],
        "dtagdevsec/cowrie": ["/home/cowrie/cowrie/log/cowrie.json"],
        "*/cowrie": ["/cowrie/cowrie-git/var/log/cowrie/cowrie.json"]
      },
      "is": {"eventid": "cowrie.*"},
      "address": "peer",
      "timestamp": "timestamp",
      "service": {"path": "protocol", "map": ["ssh", "telnet"], "default": "ssh"},
      "event_type": {
        "path": "eventid",
        "map": {
          "cowrie.session.connect": "connect",
          "cowrie.session.closed": "disconnect",
          "cowrie.login.failed": "login_attempt",
          "cowrie.login.success": "login_attempt",
          "cowrie.command.input": "command", "cowrie.command.success": "command",
          "cowrie.command.failed": "command_failed",
          "cowrie.session.input": "input",
          "cowrie.session.file_download": "download",
          "cowrie.session.file_download.failed": "download_failed",
          "cowrie.session.file_upload": "upload",
          "cowrie.client.version": "client_version",
          "cowrie.client.kex": "client_kex",
          "cowrie.client.fingerprint": "login_key",
          "cowrie.client.size": "terminal", "cowrie.client.var": "environment",
          "cowrie.session.params": "session_params",
          "cowrie.direct-tcpip.request": "tunnel_request",
          "cowrie.direct-tcpip.data": "tunnel_data",
          "cowrie.telnet.exploit_success": "exploit",
          "cowrie.virustotal.scanfile": "file_scan",
          "cowrie.log.closed": "tty_closed"
        },
        "default": "other"
      },
      "msg": "message",
      "sensor": "sensor",
      "fields": {
        "src_ip": "src_ip",
        "src_port": "src_port",
        "dst_ip": "dst_ip",
        "dst_port": "dst_port",
        "session": "session",
        "protocol": "protocol",
        "username": "username",
        "password": "password",
        "outcome": {
          "path": "eventid",
          "map": {
            "cowrie.login.success": "success",
            "cowrie.login.failed": "failure"
          }
        },
        "command": "input",
        "url": "url",
        "sha256": ["shasum", "sha256"],
        "file": ["filename", "destfile"]
      }
    }
    """#,
    #"""
    {
      "name": "cowrie-text",
      "program": "Cowrie",
      "kind": "text",
      "address": "peer",
      "templates": [
        {
          "event": "connect",
          "line": "{time:timestamp} [{word:transport}] New connection: {ip:src_ip}:{port:src_port} ({ip:dst_ip}:{port:dst_port}) [session: {word:session}]"
        },
        {
          "event": "login",
          "line": "{time:timestamp} [{word:transport},{int:connection},{ip:src_ip}] login attempt [b{quoted:username}/b{quoted:password}] {word:result}"
        },
        {
          "event": "closed",
          "line": "{time:timestamp} [{word:transport},{int:connection},{ip:src_ip}] Connection lost after {number:duration} seconds"
        },
        {
          "event": "command",
          "line": "{time:timestamp} [{word:transport},{int:connection},{ip:src_ip}] CMD: {rest:command}"
        },
        {
          "event": "command_failed",
          "line": "{time:timestamp} [{word:transport},{int:connection},{ip:src_ip}] Command not found: {rest:command}"
        },
        {
          "event": "version",
          "line": "{time:timestamp} [{word:transport},{int:connection},{ip:src_ip}] Remote SSH version: {rest:client}"
        },
        {
          "event": "hassh",
          "line": "{time:timestamp} [{word:transport},{int:connection},{ip:src_ip}] SSH client hassh fingerprint: {rest:hassh}"
        },
        {
          "event": "message",
          "line": "{time:timestamp} [{word:transport},{int:connection},{ip:src_ip}] {rest:message}"
        },
        {
          "event": "command",
          "line": "{time:timestamp} [SSHChannel session ({int:channel}) on SSHService b'ssh-connection' on {word:transport},{int:connection},{ip:src_ip}] CMD: {rest:command}"
        },
        {
          "event": "command_failed",
          "line": "{time:timestamp} [SSHChannel session ({int:channel}) on SSHService b'ssh-connection' on {word:transport},{int:connection},{ip:src_ip}] Command not found: {rest:command}"
        },
        {
          "event": "message",
          "line": "{time:timestamp} [SSHChannel session ({int:channel}) on SSHService b'ssh-connection' on {word:transport},{int:connection},{ip:src_ip}] {rest:message}"
        }
      ],
      "timestamp": "timestamp",
      "service": {
        "path": "transport",
        "map": {
          "HoneyPotSSHTransport": "ssh", "cowrie.ssh.factory.CowrieSSHFactory": "ssh",
          "CowrieTelnetTransport": "telnet", "HoneyPotTelnetTransport": "telnet",
          "cowrie.telnet.factory.HoneyPotTelnetFactory": "telnet"
        },
        "default": "ssh"
      },
      "event_type": {
        "path": "event",
        "map": {
          "connect": "connect", "closed": "disconnect", "login": "login_attempt",
          "command": "command", "command_failed": "command_failed",
          "version": "client_version", "hassh": "client_kex"
        },
        "default": "other"
      },
      "msg": "message",
      "fields": {
        "src_ip": "src_ip",
        "src_port": "src_port",
        "dst_ip": "dst_ip",
        "dst_port": "dst_port",
        "session": "session",
        "username": "username",
        "password": "password",
        "outcome": {"path": "result", "map": {"succeeded": "success", "failed": "failure"}},
        "command": "command"
      }
    }
    """#,
    #"""
    {
      "name": "sshesame",
      "program": "sshesame",
      "kind": "json",
      "is": {"event_type": "*", "source": "*", "event": "*"},
      "address": "peer",
      "timestamp": "time",
      "service": {"const": "ssh"},
      "event_type": {
        "path": "event_type",
        "map": {
          "connection": "connect", "connection_close": "disconnect",
          "no_auth": "login_attempt", "password_auth": "login_attempt",
          "public_key_auth": "login_attempt",
          "keyboard_interactive_auth": "login_attempt",
          "session_input": "command", "exec": "command",
          "direct_tcpip": "tunnel_request", "direct_tcpip_input": "tunnel_data",
          "pty": "terminal", "env": "environment"
        },
        "default": "other"
      },
      "fields": {
        "src_ip": ["source.host", "source"],
        "src_port": "source.port",
        "username": "event.user",
        "password": "event.password",
        "outcome": {
          "path": "event.accepted",
          "map": {"true": "success", "false": "failure"}
        },
        "command": ["event.input", "event.command"]
      }
    }
    """#,
    #"""
    {
      "name": "sshesame-text",
      "program": "sshesame",
      "kind": "text",
      "images": {
        "*/sshesame": ["stdout"]
      },
      "address": "peer",
      "templates": [
        {
          "event": "login",
          "line": "{time:timestamp} [{address:src_ip}] authentication for user {quoted:username} with password {quoted:password} {word:result}"
        },
        {
          "event": "login",
          "line": "{time:timestamp} [{address:src_ip}] authentication for user {quoted:username} without credentials {word:result}"
        },
        {
          "event": "command",
          "line": "{time:timestamp} [{address:src_ip}] [channel {int:channel}] input: {quoted:command}"
        },
        {
          "event": "command",
          "line": "{time:timestamp} [{address:src_ip}] [channel {int:channel}] command {quoted:command} requested"
        },
        {
          "event": "closed",
          "line": "{time:timestamp} [{address:src_ip}] connection closed"
        },
        {"event": "text", "line": "{time:timestamp} [{address:src_ip}] {rest:text}"}
      ],
      "timestamp": "timestamp",
      "service": {"const": "ssh"},
      "event_type": {
        "path": "event",
        "map": {"login": "login_attempt", "command": "command", "closed": "disconnect"},
        "default": "other"
      },
      "msg": "text",
      "fields": {
        "src_ip": "src_ip",
        "username": "username",
        "password": "password",
        "outcome": {"path": "result", "map": {"accepted": "success", "rejected": "failure"}},
        "command": "command"
      }
    }
    """#,
    #"""
    {
      "name": "endlessh",
      "program": "endlessh",
      "kind": "text",
      "images": {
        "*telekom-security/endlessh": ["/var/log/endlessh/endlessh.log"],
        "dtagdevsec/endlessh": ["/var/log/endlessh/endlessh.log"],
        "*/endlessh": ["stdout"]
      },
      "address": "peer",
      "templates": [
        {
          "event": "ACCEPT",
          "line": "{time:timestamp} ACCEPT host={ip:src_ip} port={port:src_port} fd={int:fd} n={rest:clients}"
        },
        {
          "event": "CLOSE",
          "line": "{time:timestamp} CLOSE host={ip:src_ip} port={port:src_port} fd={int:fd} time={number:duration} bytes={int:bytes}"
        }
      ],
      "timestamp": "timestamp",
      "service": {"const": "ssh"},
      "event_type": {
        "path": "event",
        "map": {"ACCEPT": "connect", "CLOSE": "disconnect"},
        "default": "other"
      },
      "fields": {"src_ip": "src_ip", "src_port": "src_port"}
    }
    """#,
    #"""
    {
      "name": "endlessh-go",
      "program": "endlessh-go",
      "kind": "text",
      "images": {
        "*/endlessh-go": ["stderr"]
      },
      "address": "peer",
      "templates": [
        {
          "event": "ACCEPT",
          "line": "I{int:date} {word:logged} {blanks}{int:thread} {word:source}] ACCEPT host={ip:src_ip} port={port:src_port} n={rest:clients}"
        },
        {
          "event": "CLOSE",
          "line": "I{int:date} {word:logged} {blanks}{int:thread} {word:source}] CLOSE host={ip:src_ip} port={port:src_port} time={word:duration} bytes={int:bytes}"
        }
      ],
      "service": {"const": "ssh"},
      "event_type": {
        "path": "event",
        "map": {"ACCEPT": "connect", "CLOSE": "disconnect"},
        "default": "other"
      },
      "fields": {"src_ip": "src_ip", "src_port": "src_port"}
    }
    """#,
  ]
}
