/// A customer's own hours in one line: `mon-fri 17:00-20:00, sat 10:00-12:00`.
///
/// Days (`mon`, `mon-fri`, `daily`) and then the windows that hold on them, with spaces, commas or semicolons between;
/// the more specific day replaces, and a day that is not named is closed.
package enum ContactHours {
  /// nil: not to be read; such a customer is not called.
  package static func read(_ text: String) -> WeeklyWindows? {
    var groups: [(days: [[Int]], windows: [DayWindow])] = []
    let words = text.lowercased().split { $0 == " " || $0 == "," || $0 == ";" || $0 == "\t" }
    for word in words {
      if let days = OpenHoursDecoder.days(String(word)) {
        if let last = groups.last, last.windows.isEmpty {
          groups[groups.count - 1].days.append(days)
        } else {
          groups.append(([days], []))
        }
      } else if let window = Literal.window(String(word)), window.opens < window.closes, !groups.isEmpty {
        groups[groups.count - 1].windows.append(window)
      } else {
        return nil
      }
    }
    guard !groups.isEmpty, groups.allSatisfy({ !$0.windows.isEmpty }) else { return nil }
    return weekly(groups.flatMap { group in group.days.map { ($0, group.windows) } })
  }

  private static func weekly(_ entries: [(days: [Int], windows: [DayWindow])]) -> WeeklyWindows? {
    var result = WeeklyWindows(days: .init(repeating: [], count: 7))
    var widths = [Int](repeating: .max, count: 7)
    for (days, windows) in entries {
      for day in days where days.count <= widths[day] {
        // Twice the same day, and neither is more specific.
        if days.count == widths[day] { return nil }
        (result.days[day], widths[day]) = (windows.joined(), days.count)
      }
    }
    return result
  }
}

extension WeeklyWindows {
  private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// As people write them, neighbouring days with the same windows together: `mon-sat 08:00-20:00`.
  package var text: String {
    var parts: [String] = []
    var first = 0
    while first < 7 {
      var last = first
      while last < 6, days[last + 1] == days[first] { last += 1 }
      if !days[first].isEmpty {
        let range =
          first == 0 && last == 6
          ? "daily" : first == last ? Self.names[first] : "\(Self.names[first])-\(Self.names[last])"
        parts.append(range + " " + days[first].map(OpenHoursDecoder.text).joined(separator: " "))
      }
      first = last + 1
    }
    return parts.isEmpty ? "never" : parts.joined(separator: ", ")
  }
}
