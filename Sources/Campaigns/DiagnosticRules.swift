/// Every rule that a finding can name. Ids are stable; each has a pair of fixtures.
package enum DiagnosticRules {
  package static let all: [(id: String, summary: String)] = [
    ("bad-value", "a value is not one that its key can have"),
    ("caller-id-duplicate", "a caller ID is listed twice"),
    ("caller-id-missing", "neither call.from nor twilio.from names a caller ID"),
    ("campaign-cycle", "campaigns wait for each other by schedule.after"),
    ("column-type", "a column is asked what its type cannot answer"),
    ("duplicate-campaign", "two files have the same campaign id"),
    ("duplicate-key", "a map has a key twice"),
    ("hours-order", "a window ends before it starts"),
    ("hours-overlap", "two windows of a day overlap, or two ranges of days do and none is more specific"),
    ("limits-looser", "an attempt limit is looser than the account's, which binds all the same"),
    ("live-needed", "a carrier that is not loopback, and live is not true"),
    ("missing-key", "a required key is absent"),
    ("no-opt-out", "the call offers no way to opt out, and its purpose is not service"),
    ("not-built-yet", "a key of the configuration has no effect in this version"),
    ("not-supported-yet", "a key of the language that this version refuses"),
    ("phone-format", "a telephone number is not in E.164"),
    ("retry-shorter-than-min-gap", "a retry wait is shorter than attempts.min_gap"),
    ("ring-timeout-short", "the telephone rings less than 15 seconds"),
    ("schedule-order", "the campaign ends before it starts"),
    ("template-syntax", "a {{placeholder}} is not well-formed"),
    ("twiml-syntax", "the TwiML is not well-formed XML"),
    ("twiml-too-long", "the TwiML is longer than 4,000 characters"),
    ("twiml-verb", "the TwiML uses a verb that makes another leg"),
    ("unknown-calendar", "calling_hours.holidays names a calendar that there is not"),
    ("unknown-campaign", "schedule.after names a campaign that no file has"),
    ("unknown-column", "the customers have no such column"),
    ("unknown-key", "a key that the language does not have"),
    ("unknown-time-zone-name", "no IANA zone of that name"),
    ("unquoted-text", "a text with {{ or a colon stands without quotes"),
    ("window-outside-floor", "a window lies outside the account's hours entirely"),
    ("wrong-type", "a list, map or text where another is expected"),
    ("yaml-encoding", "the file is not UTF-8, or has characters that YAML forbids"),
    ("yaml-limit", "the file is larger or deeper than is read"),
    ("yaml-syntax", "the file is not YAML"),
  ]

  /// All ids.
  package static let ids = Set(all.map(\.id))
}
