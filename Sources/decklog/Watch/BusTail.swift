import ArgumentParser
import Basics
import EventViews
import Glibc
import ServiceBus

/// The bus' events as they come, which are the heads of records.
struct BusTail {
  private let client: BusClient
  private let printer: EventLines

  /// - Parameters:
  ///   - client: one that does not run.
  ///   - printer: shows what is wanted of them.
  init(_ client: BusClient, _ printer: EventLines) {
    self.client = client
    self.printer = printer
  }

  /// Shows events until nobody reads them.
  ///
  /// - Throws: the command's status, after the reason is told.
  func run() async throws {
    // Whoever closes the pipe is noticed by the write.
    signal(SIGPIPE, SIG_IGN)
    let events = client.events(try TopicPattern("system.log"))
    let failure = await withTaskGroup { group -> FileError? in
      group.addTask { [client] in await client.run() }
      defer { group.cancelAll() }
      var printer = printer
      for await event in events {
        do throws(StandardOutput.Stop) {
          try printer.print(RecordBatch(lines: Self.line(of: event)))
        } catch {
          guard case .failed(let error) = error else { return nil }
          return error
        }
      }
      return nil
    }
    if client.counters.unread > 0 {
      StandardError.print("\(client.counters.unread) events came faster than they could be shown")
    }
    guard let failure else { return }
    StandardError.print(failure.description)
    throw ExitCode(EX_IOERR)
  }

  /// An event's payload in one line. A line end can stand only between the parts of JSON (RFC 8259, section 7).
  private static func line(of event: BusEvent) -> [UInt8] {
    event.payload.map { $0 < 0x20 ? UInt8(ascii: " ") : $0 } + [UInt8(ascii: "\n")]
  }
}
