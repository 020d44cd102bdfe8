import Basics
import HTTPTypes

@testable import HTTPListener

/// Pages of which one has a stream.
struct ScriptedPages: MountedPages {
  let stream: ScriptedStream
  /// Open while they are run.
  let isRun = Latch()

  var paths: [String] { ["/", "/metrics", "/stream"] }

  func answer(_ request: PageRequest) async -> PageAnswer {
    if request.path == "/stream" { return PageAnswer(.ok, contentType: "text/event-stream", stream: stream) }
    return .line(.ok, "\(request.path) \(request.query ?? "none") \(request.host) \(request.fields.count)")
  }

  func run() async {
    isRun.open()
    await Latch().wait()
    isRun.close()
  }
}
