import Testing

struct RotationScheduleTests {
  @Test(arguments: UInt64(0)..<60)
  func `Every line stands whole in one of the files, in order, whatever rotates them`(seed: UInt64) throws {
    let schedule = try RotationSchedule(seed: seed)
    try schedule.play(steps: 120)
    try schedule.verify()
  }
}
