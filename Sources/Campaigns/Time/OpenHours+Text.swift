extension OpenHours {
  /// What is seen at an instant, zone by zone: `13:02 in America/Denver, open 09:00-12:00 13:00-20:00`.
  package func text(at instant: Instant) -> String {
    hours.map { $0.text(at: instant) }.joined(separator: "; ")
  }

  /// Whether an instant lies on a day of a holiday calendar, in a zone where that counts.
  package func isHoliday(at instant: Instant) -> Bool { hours.contains { $0.isHoliday(at: instant) } }

  /// The campaign's days: `from 2027-03-01T05:00:00.000Z until …`; `no end` where there is none.
  package var scheduleText: String {
    let first = starts.map { "from \($0.rfc3339)" } ?? "no start"
    return first + (ends == .distantFuture ? ", no end" : " until \(ends.rfc3339)")
  }
}

extension ZoneHours {
  fileprivate func text(at instant: Instant) -> String {
    let (date, second) = zone.local(at: instant)
    let open = windows(on: date).map { "\(Self.clock($0.opens))-\(Self.clock($0.closes))" }.joined(separator: " ")
    let closure = open.isEmpty ? "closed all day" : "open \(open)"
    let named =
      isOutOfData(at: instant)
      ? ", a year without calendar"
      : isHoliday(at: instant) ? ", a holiday" : isClosedDate(at: instant) ? ", a closed date" : ""
    return "\(Self.clock(Int16(second / 60))) in \(zone.name), \(closure)\(named)"
  }

  private static func clock(_ minute: Int16) -> String {
    padded(Int(minute) / 60, to: 2) + ":" + padded(Int(minute) % 60, to: 2)
  }
}
