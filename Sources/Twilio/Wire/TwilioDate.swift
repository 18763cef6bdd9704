/// The carrier's dates, `Tue, 09 Jun 2026 14:51:33 +0000` (RFC 2822), and those of its `Date` header, which say `GMT`.
package enum TwilioDate {
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// The text of whole seconds since 1970, in UTC; for years 1 to 9999.
  package static func text(seconds: Int64) -> String {
    let days = floorDivide(seconds, 86_400)
    let time = seconds - days * 86_400
    let (year, month, day) = civil(days: days)
    let weekday = weekdays[Int(days - floorDivide(days, 7) * 7)]
    let clock = [time / 3_600, time / 60 % 60, time % 60].map { padded($0, 2) }.joined(separator: ":")
    return "\(weekday), \(padded(day, 2)) \(months[Int(month) - 1]) \(padded(year, 4)) \(clock) +0000"
  }

  /// Whole seconds since 1970, in UTC; nil for what is no such date. The weekday is not compared with the date; a leap
  /// second counts as the first of the next minute.
  package static func seconds(_ text: String) -> Int64? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[0].count == 4, words[0].last == ",", weekdays.contains(String(words[0].prefix(3))),
      let day = number(words[1], digits: 1...2), let month = months.firstIndex(of: String(words[2])),
      let year = number(words[3], digits: 4...4), let offset = offset(words[5])
    else { return nil }
    let clock = words[4].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = number(clock[0], digits: 2...2), let minute = number(clock[1], digits: 2...2),
      let second = number(clock[2], digits: 2...2), hour < 24, minute < 60, second <= 60
    else { return nil }
    let days = days(year: year, month: Int64(month) + 1, day: day)
    guard civil(days: days) == (year, Int64(month) + 1, day) else { return nil }
    return days * 86_400 + hour * 3_600 + minute * 60 + second - offset
  }

  /// `+0130` and `-0800` in seconds; `GMT`, `UTC` and `Z` are 0.
  private static func offset(_ text: Substring) -> Int64? {
    if text == "GMT" || text == "UTC" || text == "Z" { return 0 }
    guard let sign = text.first, sign == "+" || sign == "-", let digits = number(text.dropFirst(), digits: 4...4),
      digits % 100 < 60, digits < 2_400
    else { return nil }
    let seconds = digits / 100 * 3_600 + digits % 100 * 60
    return sign == "-" ? -seconds : seconds
  }

  private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int64? {
    guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((b - 1 - a) / b) }

  /// Days since 1970-01-01 in the Gregorian calendar; years start in March so that leap days come last.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let era = floorDivide(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}
