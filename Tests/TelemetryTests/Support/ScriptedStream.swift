import Basics
import Synchronization

@testable import HTTPListener

/// A stream that says what a test wants to be said.
final class ScriptedStream: PageStream {
  private let parts: Mutex<[[UInt8]]>
  private let news = Latch()
  private let isEndless: Bool
  /// Open once somebody asks for parts.
  let begun = Latch()
  /// Open when the stream was ended.
  let ended = Latch()

  /// - Parameter isEndless: whether the last part comes again and again.
  init(_ parts: [String] = [], isEndless: Bool = false) {
    self.parts = Mutex(parts.map { Array($0.utf8) })
    self.isEndless = isEndless
  }

  func say(_ part: String) {
    parts.withLock { $0.append(Array(part.utf8)) }
    news.open()
  }

  func next() async -> [UInt8]? {
    begun.open()
    while !ended.isOpen, !Task.isCancelled {
      let part: [UInt8]? = parts.withLock { parts in
        if isEndless { return parts.last }
        return parts.isEmpty ? nil : parts.removeFirst()
      }
      if let part { return part }
      await news.wait()
      news.close()
    }
    return nil
  }

  func end() {
    ended.open()
    news.open()
  }
}
