/// The keys of outcomes: what finishes a customer, what is tried again, what ends a campaign.
extension CampaignKeys {
  private static let words =
    "answered (by a person), machine, busy, no-answer or failed; names of answer keys come with a later version"

  static let stopping: [KeySpec] = [
    .key("stop_when", .list(.map), "what finishes or stops the campaign: the first of these conditions that holds"),
    .key(
      "stop_when[].outcome", .identifier,
      "with `count` calls of this outcome the goal is reached and the campaign finished: " + words,
      examples: ["answered"]),
    .key("stop_when[].count", .integer(1...1_000_000_000), "how many such calls"),
    .key(
      "stop_when[].failures", .share,
      "the campaign is stopped when this share of its ended calls failed: by the carrier, never busy or no-answer"),
    .key("stop_when[].at_least", .integer(1...1_000_000_000), "not before so many calls have ended"),
  ]

  static let finishing: [KeySpec] = [
    .key("attempts.done_on", .list(.identifier), "outcomes that finish the customer, default any answer: " + words)
  ]

  static let conversations: [KeySpec] = [
    .key(
      "attempts.conversation", .map,
      "which of the campaign's calls are conversations; without the key those of 20s and more with a person"),
    .key("attempts.conversation.outcomes", .list(.identifier), "calls of these outcomes"),
    .key(
      "attempts.conversation.talk", .duration(.zero...(.hours(4))),
      "calls that a person answered and that lasted so long"),
    .key(
      "attempts.after_conversation", .map,
      "how long a customer rests after a conversation; each campaign's calls count by its own `conversation`"),
    .key(
      "attempts.after_conversation.rest", .duration(.seconds(1)...(.days(3_650))), required: true,
      "from the end of the conversation on"),
    .key(
      "attempts.after_conversation.scope", .choice(["customer", "matter", "number", "subject"]), required: true,
      "after a conversation with the customer, about the matter, at the number, or of the subject; over all campaigns"),
  ]

  static let outcomeRules: [KeyRule] = [
    KeyRule(path: "stop_when[]", demand: .oneGroup([["outcome", "count"], ["failures", "at_least"]])),
    KeyRule(path: "attempts.conversation", demand: .oneGroup([["outcomes"], ["talk"]])),
  ]

  static let peopleRules: [KeyRule] = [
    KeyRule(path: "consent", demand: .with("max_age", needs: "at")),
    KeyRule(path: "segment.due", demand: .atLeastOne(["not_before", "not_after"])),
    KeyRule(path: "tests[]", demand: .hereOrInEach("at", of: "expect")),
  ]
}
