import Benchmark
import DecoyEvents
import DockerEngine
import Foundation

/// The number of lines in one measurement, which must fit into a processor's cache.
private let lineCount = 300

/// The cost of the pure modules relative to copying and counting the same lines. The ratio doesn't depend on the speed or
/// load of the machine.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.cost],
    warmupIterations: 2,
    maxDuration: .seconds(5),
    maxIterations: 40,
    thresholds: [.cost: BenchmarkThresholds(relative: [.p50: 25, .p90: 25])]
  )
  guard let directory = ProcessInfo.processInfo.environment["WORKLOADS"] else {
    fatalError("WORKLOADS must name the directory with the workloads: see make bench-check")
  }
  // Names must not have blanks: the library wouldn't find their thresholds.
  for name in ["uniform", "mixed"] {
    let lines = Workload(directory + "/" + name, lineCount)

    Benchmark("records-\(name)") { benchmark in
      var writer = RecordWriter()
      var output: [UInt8] = []
      lines.measure(benchmark) { bytes in
        output.removeAll(keepingCapacity: true)
        var assembler = LineAssembler(maximumLength: 1 << 20)
        assembler.append(bytes) { _ = writer.append($0, to: &output) }
        return output.count
      }
    }

    let records = lines.asJSONFile
    Benchmark("json-file-\(name)") { benchmark in
      var decoder = JSONFileDecoder(stream: .stdout)
      var length = 0
      records.measure(benchmark) { bytes in
        length = 0
        _ = decoder.decode(bytes, isEnd: false) { message, _ in
          length += message.content.count
        } damage: { _ in
          fatalError("a record is damaged")
        }
        return length
      }
    }

    let frames = lines.asFrames
    Benchmark("frames-\(name)") { benchmark in
      var length = 0
      frames.measure(benchmark) { bytes in
        var decoder = LogDecoder(hasTTY: false)
        length = 0
        do {
          try decoder.decode(bytes) { length += $0.content.count }
        } catch {
          fatalError("\(error)")
        }
        return length
      }
    }
  }
}
