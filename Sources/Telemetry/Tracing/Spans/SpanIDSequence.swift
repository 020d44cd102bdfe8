/// Ids for the spans of one stream, without a system call or a lock for each.
///
/// It is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014) from a random
/// start. Ids have to be unique in their trace and needn't be secret: this one maps a counter one to one, so that no
/// id of a stream comes twice, and two streams are in two traces.
struct SpanIDSequence: Sendable {
  private var counter: UInt64

  init() {
    counter = .random(in: .min ... .max)
  }

  init(counter: UInt64) {
    self.counter = counter
  }

  @inline(__always)
  mutating func next() -> SpanID {
    while true {
      counter &+= 0x9e37_79b9_7f4a_7c15
      var mixed = counter
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      if let id = SpanID(mixed ^ mixed >> 31) { return id }
    }
  }
}
