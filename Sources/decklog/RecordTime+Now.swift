import Basics
import Evidence
import Records

extension RecordTime {
  /// What the system's clock says.
  static var now: RecordTime { RecordTime(nanoseconds: WallClock.now) }
}
