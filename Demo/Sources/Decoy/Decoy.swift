import Glibc

/// The program: one fake service, a honeypot's lines, a workload for tests, or nothing at all for as long as it is wanted.
@main
enum Decoy {
  static func main() {
    do throws(Failure) {
      try run(Command(arguments: Array(CommandLine.arguments.dropFirst())))
    } catch {
      try? StandardStream.error.write("decoy: \(error.description)\n")
      exit(error.status)
    }
  }

  private static func run(_ command: Command) throws(Failure) {
    switch command {
    case .serve(let service, let port, let host):
      let log = EventLog(host: host, service: service.rawValue)
      var server = try Server(service: service, port: port, log: log)
      try server.run()
    case .emit(let workload):
      var emitter = Emitter(workload: workload)
      try emitter.run()
    case .honeypot(var run):
      try run.run()
    case .listHoneypots:
      try StandardStream.output.write(Honeypot.table)
    case .hold:
      Stop.install()
      Stop.wait()
    case .help:
      try StandardStream.output.write(Command.usage)
    }
  }
}
