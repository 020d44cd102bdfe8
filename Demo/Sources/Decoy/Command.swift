import Glibc

/// What the command line asks for.
enum Command {
  case serve(Service, port: UInt16, host: String)
  case emit(Workload)
  case honeypot(HoneypotRun)
  case listHoneypots
  case hold
  case help

  static let usage = """
    decoy ssh|http|telnet [--port P] [--host NAME]
    decoy honeypot FORMAT [--lines N] [--rate LINES_PER_SECOND] [--run ID] [--first SEQ]
                   [--to stdout|stderr|PATH] [--rotate-every N] [--hold SECONDS]
    decoy honeypot list
    decoy emit --run ID [--lines N] [--rate LINES_PER_SECOND] [--first SEQ] [--bytes B] [--stderr-too]
               [--plain-every K] [--flood-every K] [--daemon-every K] [--no-final-newline]
               [--hold SECONDS] [--start-delay MS] [--host NAME]
               [--template "LINE WITH @line@ AND @time@"] [--file PATH [--header LINE]]
    decoy hold

    """

  init(arguments: [String]) throws(Failure) {
    guard let mode = arguments.first else { throw .usage("no mode given") }
    var options = Options(arguments.dropFirst())
    switch mode {
    case "emit":
      self = .emit(try Workload(options: &options))
    case "honeypot":
      guard let format = arguments.dropFirst().first else { throw .usage("honeypot needs a format, or list") }
      options = Options(arguments.dropFirst(2))
      self = format == "list" ? .listHoneypots : .honeypot(try HoneypotRun(of: format, options: &options))
    case "hold":
      self = .hold
    case "help", "--help", "-h":
      self = .help
    default:
      guard let service = Service(rawValue: mode) else { throw .usage("unknown mode \(mode)") }
      let port = try options.integer("--port", in: 1...65_535) ?? Int(service.usualPort)
      self = .serve(service, port: UInt16(port), host: try options.host())
    }
    try options.finish()
  }
}
