import Crypto

extension Campaign {
  /// A campaign with every default; what differs is set afterwards. Its file, lines, text and revision are empty.
  package init(id: String, purpose: Purpose, callingHours: CallingHours, call: Call) {
    self.init(
      id: id, renamedFrom: nil, title: nil, live: false, purpose: purpose, owner: nil, priority: 3,
      schedule: Schedule(),
      segment: Segment(), callingHours: callingHours, pacing: Pacing(), call: call, attempts: Attempts(),
      budget: CampaignBudget(), international: CampaignInternational(), assume: Assumptions(), file: "", lines: [:],
      text: "", revision: "")
  }

  /// What dialing depends on, every default filled in: no title, owner, assume, and nothing of how it was written.
  package var canonical: JSON {
    let renamed: [(String, JSON)] = renamedFrom.map { [("renamed_from", .string($0))] } ?? []
    var later: [(String, JSON)] = subject.map { [("subject", .string($0))] } ?? []
    if matter { later.append(("matter", .bool(true))) }
    if let onBehalfOf { later.append(("on_behalf_of", .string(onBehalfOf))) }
    if !labels.isEmpty { later.append(("labels", .object(labels.map { ($0.name, .string($0.text)) }))) }
    if !stopWhen.isEmpty { later.append(("stop_when", .array(stopWhen.map(\.canonical)))) }
    return .object(
      [
        ("campaign", .string(id)), ("live", .bool(live)), ("purpose", .string(purpose.rawValue)),
        ("priority", .integer(Int64(priority))),
        ("schedule", schedule.canonical),
        ("segment", segment.canonical), ("calling_hours", callingHours.canonical),
        ("pacing", pacing.canonical),
        ("call", call.canonical), ("attempts", attempts.canonical), ("budget", budget.canonical),
        ("international", international.canonical),
      ] + renamed + later + (consent.map { [("consent", $0.canonical)] } ?? [])
        + (profile.map { [("profile", .string($0))] } ?? []))
  }

  /// SHA-256 of the canonical text, in 64 hexadecimal digits.
  package var computedRevision: String {
    SHA256.hash(data: Array(canonical.text(sortedKeys: true).utf8)).reduce(into: "") { text, byte in
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }
}

extension Campaign.Schedule {
  /// A key that came with a later version stands only where it is written: older files keep their revisions.
  fileprivate var canonical: JSON {
    let pilot: [(String, JSON)] = pilot.map { [("pilot", .integer(Int64($0)))] } ?? []
    let after: [(String, JSON)] = after.isEmpty ? [] : [("after", .array(after.map { .string($0) }))]
    return .object([("starts", starts.canonical), ("ends", ends.canonical)] + pilot + after)
  }
}

extension Optional where Wrapped == Campaign.Schedule.Bound {
  fileprivate var canonical: JSON {
    switch self {
    case nil: .null
    case .day(let date): .string(date.description)
    case .instant(let instant): .string(instant.rfc3339Microseconds)
    }
  }
}

extension Campaign.Segment {
  /// What came with a later version stands only where it is written.
  fileprivate var canonical: JSON {
    var later: [(String, JSON)] = []
    if isSnapshot { later.append(("mode", .string("snapshot"))) }
    if let due { later.append(("due", due.canonical)) }
    if let onePer { later.append(("one_per", .string(onePer.description))) }
    return .object(
      [
        ("where", condition?.canonical ?? .null),
        ("order_by", .array(orderBy.map { .array([.string($0.column), .bool($0.descending)]) })),
        ("limit", limit.map { .integer(Int64($0)) } ?? .null),
      ] + later)
  }
}

extension Condition {
  /// Without lines: only what it asks.
  package var canonical: JSON {
    switch self {
    case .all(let parts): .object([("all", .array(parts.map(\.canonical)))])
    case .any(let parts): .object([("any", .array(parts.map(\.canonical)))])
    case .not(let part): .object([("not", part.canonical)])
    case .leaf(let leaf): .object([("column", .string(leaf.column)), leaf.test.canonical])
    }
  }
}

extension Condition.Test {
  fileprivate var canonical: (String, JSON) {
    switch self {
    case .equals(let text): ("equals", .string(text))
    case .oneOf(let texts): ("one_of", .array(texts.map { .string($0) }))
    case .contains(let text): ("contains", .string(text))
    case .startsWith(let text): ("starts_with", .string(text))
    case .endsWith(let text): ("ends_with", .string(text))
    case .exists(let wanted): ("exists", .bool(wanted))
    case .isTrue: ("is_true", .bool(true))
    case .atLeast(let micros): ("at_least", .integer(micros))
    case .moreThan(let micros): ("more_than", .integer(micros))
    case .lessThan(let micros): ("less_than", .integer(micros))
    case .atMost(let micros): ("at_most", .integer(micros))
    case .before(let date): ("before", .string(date.description))
    case .after(let date): ("after", .string(date.description))
    case .inNext(let days): ("in_next", .integer(Int64(days)))
    case .inLast(let days): ("in_last", .integer(Int64(days)))
    case .olderThan(let days): ("older_than", .integer(Int64(days)))
    }
  }
}

extension Campaign.CallingHours {
  fileprivate var canonical: JSON {
    let zoneText: JSON = if case .named(let name) = zone { .string(name) } else { .string("customer") }
    let unknown: JSON = if case .assume(let name) = unknownTimeZone { .string(name) } else { .string("block") }
    var later: [(String, JSON)] = []
    if !holidays.isEmpty { later.append(("holidays", .array(holidays.map(\.canonical)))) }
    if let respect { later.append(("respect", .string(respect))) }
    if !evidence.isEmpty { later.append(("evidence", .array(evidence.map { .string($0.rawValue) }))) }
    return .object(
      [
        ("time_zone", zoneText), ("open", .array(open.days.map { .array($0.map(\.canonical)) })),
        ("closed", .array(closed.map(\.canonical))), ("unknown_time_zone", unknown),
      ] + later)
  }
}

extension HolidayCalendar {
  /// A shipped calendar is its name: a version of the program that knows a year more is no edit of the campaign.
  fileprivate var canonical: JSON {
    if isShipped { return .string(name) }
    return .object([
      ("name", .string(name)), ("years", .array(years.map { .integer(Int64($0)) })),
      ("days", .array(days.map { .string($0.description) })),
    ])
  }
}

extension DayWindow {
  var canonical: JSON { .string(OpenHoursDecoder.text(self)) }
}

extension ClosedDate {
  fileprivate var canonical: JSON {
    .object([
      ("first", .string(first.description)), ("last", .string(last.description)), ("hours", hours?.canonical ?? .null),
    ])
  }
}

extension Rate {
  var canonical: JSON {
    if case .perSecond(let thousandths) = self { .integer(thousandths) } else { .string("unlimited") }
  }
}

extension Campaign.Call {
  fileprivate var canonical: JSON {
    .object(
      [
        ("from", .array(from.map { .integer($0) })), ("ring_timeout", .integer(ringTimeout.microseconds)),
        ("max_duration", .integer(maxDuration.microseconds)), ("answer", answer.canonical),
      ] + canonicalCallerIDs + canonicalNumbers)
  }
}

extension Campaign.Call {
  /// Only where it is not the default: older files keep their revisions.
  private var canonicalNumbers: [(String, JSON)] {
    callsPhoneAlone ? [] : [("numbers", .array(numbers.map { .string($0) }))]
  }
}

extension Campaign.Call.Answer {
  fileprivate var canonical: JSON {
    switch self {
    case .say(let template, let voice, let language):
      .object([("say", template.canonical), ("voice", .optional(voice)), ("language", .optional(language))])
    case .twiml(let template): .object([("twiml", template.canonical)])
    }
  }
}

extension Template {
  fileprivate var canonical: JSON {
    .array(
      parts.map { part in
        switch part {
        case .text(let text): .string(text)
        case .column(let placeholder): placeholder.canonical(voice)
        }
      })
  }
}

extension Template.Placeholder {
  fileprivate func canonical(_ voice: Template.Voice) -> JSON {
    let form: [(String, JSON)] = form.map { [("as", .string($0.rawValue))] } ?? []
    let currency: [(String, JSON)] = self.form == .money ? [("currency", .string(voice.currency))] : []
    let fallback: [(String, JSON)] = fallback.map { [("or", .string($0))] } ?? []
    return .object([("column", .string(column))] + form + currency + fallback)
  }
}

extension Campaign.Attempts {
  fileprivate var canonical: JSON {
    var later: [(String, JSON)] = onAmbiguous == .hold ? [] : [("on_ambiguous", .string(onAmbiguous.rawValue))]
    if let doneOn { later.append(("done_on", .array(doneOn.map { .string($0) }))) }
    if conversation != .standard { later.append(("conversation", conversation.canonical)) }
    if let afterConversation { later.append(("after_conversation", afterConversation.canonical)) }
    return .object(
      [
        ("max", .integer(Int64(max))), ("min_gap", .integer(minGap.microseconds)),
        (
          "retry",
          .object(
            Campaign.RetryCause.allCases.map { cause in
              (cause.rawValue, .array((retry[cause] ?? []).map { .integer($0.microseconds) }))
            } + retryOutcomes.map(\.canonical))
        ),
        ("limits", .array(limits.map(\.canonical))),
      ] + later)
  }
}

extension AttemptLimit {
  var canonical: JSON {
    .object([
      ("max", .integer(Int64(max))), ("per", .integer(per.microseconds)), ("scope", .string(scope.rawValue)),
    ])
  }
}

extension Optional where Wrapped == Money {
  var canonical: JSON { map { .string($0.description) } ?? .null }
}

extension CampaignBudget {
  fileprivate var canonical: JSON {
    .object([
      ("total", total.canonical), ("per_day", perDay.canonical), ("per_call", perCall.canonical),
      ("per_customer", perCustomer.canonical), ("alert_at", .array(alertAt.map { .integer(Int64($0)) })),
      ("when_exhausted", .string(whenExhausted.rawValue)),
    ])
  }
}

extension CampaignInternational {
  fileprivate var canonical: JSON {
    .object([
      ("default", .string(deny ? "deny" : "confirm")),
      ("denied_countries", .array(deniedCountries.sorted().map { .string($0) })),
      ("denied_types", .array(deniedTypes.map(\.rawValue).sorted().map { .string($0) })),
      ("max_rate_per_minute", maxRatePerMinute.canonical), ("expires_after", .integer(expiresAfter.microseconds)),
    ])
  }
}
