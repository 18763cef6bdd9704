/// The hours that hold in one zone: weekly windows less closed dates.
struct ZoneHours: Sendable {
  let zone: ZoneRules
  /// By weekday, 0 Monday; sorted, not overlapping, those that touch are one.
  private let days: [[DayWindow]]
  private let closed: [ClosedDate]
  /// Every minute of every week is open.
  let isAlwaysOpen: Bool

  /// - Parameters:
  ///   - windows: nil: open all day, every day.
  ///   - floor: nil: no floor.
  init(zone: ZoneRules, windows: WeeklyWindows?, floor: DayWindow?, closed: [ClosedDate]) {
    let wholeDay = DayWindow(opens: 0, closes: 1_440)
    self.zone = zone
    self.closed = closed.sorted { ($0.first, $0.last) < ($1.first, $1.last) }
    days = (0..<7).map { weekday in
      Self.joined(windows?.days[weekday] ?? [wholeDay]).compactMap { $0.common(with: floor ?? wholeDay) }
    }
    isAlwaysOpen = closed.isEmpty && days.allSatisfy { $0 == [wholeDay] }
  }

  /// Whether an instant is within the hours, and until when (at least) that stays so: the next edge of a window, the
  /// next midnight or the next change of offset, whichever comes first. Always later than the instant.
  func stretch(at instant: Instant) -> (isOpen: Bool, until: Instant) {
    let (offset, segmentEnd) = zone.segment(at: instant)
    let local = instant.seconds + Int64(offset)
    let day = local.flooredQuotient(by: 86_400)
    let second = local - day * 86_400
    let windows = windows(on: CivilDate(day: Int32(day)))
    let next = windows.first { Int64($0.closes) * 60 > second }
    let isOpen = next.map { Int64($0.opens) * 60 <= second } ?? false
    let edge = next.map { Int64(isOpen ? $0.closes : $0.opens) * 60 } ?? 86_400
    return (isOpen, min(Instant(seconds: instant.seconds + edge - second), segmentEnd))
  }

  /// Whether a closed date, or the closed part of one, covers an instant.
  func isClosedDate(at instant: Instant) -> Bool {
    let (date, second) = zone.local(at: instant)
    return closed.contains { entry in
      guard entry.first <= date, date <= entry.last else { return false }
      guard let hours = entry.hours else { return true }
      return Int32(hours.opens) * 60 <= second && second < Int32(hours.closes) * 60
    }
  }

  func windows(on date: CivilDate) -> [DayWindow] {
    var windows = days[date.weekday]
    for entry in closed {
      if entry.first > date { break }
      guard date <= entry.last else { continue }
      guard let hours = entry.hours else { return [] }
      windows = windows.flatMap { $0.without(hours) }
    }
    return windows
  }

  private static func joined(_ windows: [DayWindow]) -> [DayWindow] {
    var result: [DayWindow] = []
    for window in windows.sorted(by: { ($0.opens, $0.closes) < ($1.opens, $1.closes) }) {
      if let last = result.last, window.opens <= last.closes {
        result[result.count - 1].closes = max(last.closes, window.closes)
      } else {
        result.append(window)
      }
    }
    return result
  }
}

extension DayWindow {
  fileprivate func common(with other: DayWindow) -> DayWindow? {
    let both = DayWindow(opens: max(opens, other.opens), closes: min(closes, other.closes))
    return both.opens < both.closes ? both : nil
  }

  fileprivate func without(_ other: DayWindow) -> [DayWindow] {
    [
      DayWindow(opens: opens, closes: min(closes, other.opens)),
      DayWindow(opens: max(opens, other.closes), closes: closes),
    ].filter { $0.opens < $0.closes }
  }
}
