/// The rows of `tests:`, in campaign files and in files of their own.
package enum CaseKeys {
  static let rows: [KeySpec] = [
    .key("tests", .list(.map), "cases for `dialer test`; no part of the revision"),
    .key("tests[].name", .text, required: true, "what the case holds the campaign to"),
    .key("tests[].at", .instant, "when the gates are asked; an expectation can have an instant of its own"),
    .key("tests[].customer", .map, required: true, "the customer's columns; one that is left out has no value"),
    .key("tests[].customer.*", .listOr(.text), "a column's value; of a list column also a list"),
    .key("tests[].history", .list(.map), "calls that were made before, each at its instant"),
    .key("tests[].history[].at", .instant, required: true, "when the request left"),
    .key("tests[].history[].disposition", .choice(dispositions), "how it ended; default no-answer"),
    .key("tests[].history[].campaign", .identifier, "which campaign called; default this one"),
    .key("tests[].history[].talk", .duration(.zero...(.hours(4))), "how long somebody talked; the call ends then"),
    .key("tests[].history[].cost", .money(orZero: true), "what it cost; default 0"),
    .key("tests[].spent", .map, "what was spent before, by calls that are not the customer's"),
    .key("tests[].spent.campaign", .money(orZero: true), "by the campaign, its day included"),
    .key("tests[].spent.campaign_day", .money(orZero: true), "by the campaign on that day of the account"),
    .key("tests[].spent.account_day", .money(orZero: true), "by all campaigns on that day"),
    .key("tests[].spent.account_month", .money(orZero: true), "by all campaigns in that month"),
    .key("tests[].live", .integer(0...1_000), "calls of the campaign that are up; default 0"),
    .key("tests[].confirmations", .list(.mapOr(.country)), "countries whose calls were confirmed"),
    .key("tests[].confirmations[].country", .country, required: true, "the country"),
    .key("tests[].confirmations[].at", .instant, "when it was granted; default just before"),
    .key("tests[].confirmations[].max_calls", .integer(1...1_000_000_000), "calls that it is good for"),
    .key("tests[].confirmations[].max_spend", .money(orZero: false), "money that it is good for"),
    .key(
      "tests[].expect", .listOr(.mapOr(.choice(["call"]))), required: true,
      "`call`, a refusal, or a list of such, each at an instant of its own",
      examples: ["call"]),
    .key("tests[].expect[].at", .instant, "when the gates are asked; default the case's `at`"),
    .key("tests[].expect[].call", .boolean, "true: the call is made"),
    .key("tests[].expect[].refused", .identifier, "the code of the first reason against it", examples: ["min-gap"]),
    .key("tests[].expect[].clears_at", .instant, "when that reason clears by itself"),
  ]

  /// Files `NAME.test.yaml` beside the campaigns.
  static let file = KeyTable(
    [.key("campaign", .identifier, required: true, "the campaign under test")]
      + rows.map { row in
        var row = row
        if row.path == "tests" { row.required = true }
        return row
      })

  /// How a call can have ended.
  package static let dispositions = [
    "answered", "machine", "busy", "no-answer", "failed", "canceled", "rejected", "unknown",
  ]
}
