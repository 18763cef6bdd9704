/// The rule after a zone file's last transition: a POSIX TZ string with the extensions of RFC 9636, section 3.3.
///
/// `EST5EDT,M3.2.0,M11.1.0`, `<+1030>-10:30<+11>-11,M10.1.0,M4.1.0`, `<-02>2<-01>,M3.5.0/-1,M10.5.0/0`.
struct PosixZone: Sendable, Equatable {
  /// Seconds east of UTC without daylight saving.
  var standardOffset: Int32
  var daylight: Daylight?

  struct Daylight: Sendable, Equatable {
    /// Seconds east of UTC while it holds.
    var offset: Int32
    var start: Change
    var end: Change
  }

  /// A yearly day, and the seconds of local time from its midnight: -167 to 167 hours.
  struct Change: Sendable, Equatable {
    var day: Day
    var seconds: Int
  }

  enum Day: Sendable, Equatable {
    /// `Jn`: 1…365; 29 February is never counted and cannot be named.
    case julian(Int)
    /// `n`: 0…365; 29 February counts.
    case zeroBased(Int)
    /// `Mm.w.d`: week 5 is the last; weekday 0 is Sunday.
    case weekday(month: Int, week: Int, weekday: Int)

    func date(in year: Int) -> CivilDate {
      switch self {
      case .julian(let n):
        let leap = CivilDate.length(ofMonth: 2, year: year) == 29
        return CivilDate.first(of: 1, in: year) + (n - 1 + (leap && n >= 60 ? 1 : 0))
      case .zeroBased(let n):
        return CivilDate.first(of: 1, in: year) + n
      case .weekday(let month, let week, let weekday):
        let first = CivilDate.first(of: month, in: year)
        let sundayBased = (first.weekday + 1) % 7
        let day = (weekday - sundayBased + 7) % 7 + (week - 1) * 7
        return first + (day < CivilDate.length(ofMonth: month, year: year) ? day : day - 7)
      }
    }
  }

  /// The changes of offset that begin in the given civil years, in order: seconds since the epoch, offset from then on.
  func changes(in years: ClosedRange<Int>) -> [(at: Int64, offset: Int32)] {
    guard let daylight else { return [] }
    return years.flatMap { year in
      let start = (at: daylight.start.seconds(in: year, offset: standardOffset), offset: daylight.offset)
      let end = (at: daylight.end.seconds(in: year, offset: daylight.offset), offset: standardOffset)
      return start.at <= end.at ? [start, end] : [end, start]
    }
  }
}

extension PosixZone.Change {
  /// Seconds since the epoch, when the change is written in local time at `offset`.
  fileprivate func seconds(in year: Int, offset: Int32) -> Int64 {
    Int64(day.date(in: year).day) * 86_400 + Int64(seconds) - Int64(offset)
  }
}

extension CivilDate {
  /// The first day of a month (1…12).
  static func first(of month: Int, in year: Int) -> CivilDate {
    CivilDate(year: year, month: month, dayOfMonth: 1) ?? CivilDate(day: 0)
  }
}

// MARK: - Text

extension PosixZone {
  /// Nil when the text is no TZ string. A zone with daylight saving must name its days: the default of POSIX is the
  /// implementation's own, and zone files never leave it open.
  init?(_ text: [UInt8]) {
    var cursor = TextCursor(text)
    guard cursor.skipName(), let west = cursor.clock(hours: 24) else { return nil }
    standardOffset = Int32(-west)
    guard !cursor.isAtEnd else { return }
    guard cursor.skipName() else { return nil }
    var offset = standardOffset + 3_600
    if cursor.next != UInt8(ascii: ",") {
      guard let west = cursor.clock(hours: 24) else { return nil }
      offset = Int32(-west)
    }
    guard let start = cursor.change(), let end = cursor.change(), cursor.isAtEnd else { return nil }
    daylight = Daylight(offset: offset, start: start, end: end)
  }
}

extension TextCursor {
  /// `EST` or `<+1030>`: at least three characters.
  fileprivate mutating func skipName() -> Bool {
    guard take(UInt8(ascii: "<")) != nil else { return take(while: \.isLetter).count >= 3 }
    let name = take { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    return name.count >= 3 && take(UInt8(ascii: ">")) != nil
  }

  /// `[+-]h[hh][:mm[:ss]]` in seconds.
  fileprivate mutating func clock(hours limit: Int) -> Int? {
    let sign = take(UInt8(ascii: "+"), UInt8(ascii: "-")) == UInt8(ascii: "-") ? -1 : 1
    guard let hours = number(digits: 1...3), hours <= limit else { return nil }
    var seconds = hours * 3_600
    for unit in [60, 1] {
      guard take(UInt8(ascii: ":")) != nil else { break }
      guard let value = number(digits: 1...2), value < 60 else { return nil }
      seconds += value * unit
    }
    return sign * seconds
  }

  /// `,M3.2.0/2`, with 02:00 where no time is written.
  fileprivate mutating func change() -> PosixZone.Change? {
    guard take(UInt8(ascii: ",")) != nil, let day = day() else { return nil }
    guard take(UInt8(ascii: "/")) != nil else { return PosixZone.Change(day: day, seconds: 7_200) }
    return clock(hours: 167).map { PosixZone.Change(day: day, seconds: $0) }
  }

  private mutating func day() -> PosixZone.Day? {
    if take(UInt8(ascii: "J")) != nil {
      return number(digits: 1...3).flatMap { (1...365).contains($0) ? .julian($0) : nil }
    }
    guard take(UInt8(ascii: "M")) != nil else {
      return number(digits: 1...3).flatMap { $0 <= 365 ? .zeroBased($0) : nil }
    }
    guard let month = number(digits: 1...2), (1...12).contains(month), take(UInt8(ascii: ".")) != nil,
      let week = number(digits: 1...1), (1...5).contains(week), take(UInt8(ascii: ".")) != nil,
      let weekday = number(digits: 1...1), weekday <= 6
    else { return nil }
    return .weekday(month: month, week: week, weekday: weekday)
  }
}
