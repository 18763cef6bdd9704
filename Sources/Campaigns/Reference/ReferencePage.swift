/// Documentation/Campaign-File.md: every key of both files and every rule, from the tables that the decoder walks.
package enum ReferencePage {
  /// The whole page, without a final line break.
  package static var text: String {
    var lines = introduction
    lines += keys(of: CampaignKeys.table, title: "Keys of a campaign file")
    lines += conditions + profiles
    lines += keys(of: ConfigurationKeys.table, title: "Keys of dialer.yaml")
    lines += diagnostics
    return lines.joined(separator: "\n")
  }

  private static let introduction =
    [
      "# Campaign files and dialer.yaml", "", "<!-- Written by `make schema`: edit the key table, not this page. -->",
      "",
    ]
    + paragraph(
      """
      One YAML file, one campaign. This page has every key of a campaign file and of dialer.yaml, and every rule that \
      `dialer check` knows; it is made of the tables that the decoder reads. `campaigns/` has examples.
      """)
    + ["## Values", ""]
    + paragraph(
      """
      A value is read by where it stands, never by how it looks: `country: NO` is Norway, and `09:00` is no number. \
      Quotes change nothing, but protect text with `{{`, `#` or a colon.
      """)
    + [
      "- A duration is whole numbers with units, the largest first: `200ms`, `90s`, `15m`, `4h`, `7d`, `1h30m`.",
      "- An amount of money has at most six decimals: `0.50`. Its currency is the account's.",
      "- A percentage has at most one decimal: `2.5%`.",
      "- A date is `2027-03-01`, an instant `2027-03-01T09:00:00-05:00` or with `Z`.",
      "- A window is `\"09:00-17:00\"`: the end is exclusive, `24:00` is allowed, midnight is never crossed.",
      "- A telephone number has a plus sign and its country code, in quotes: `\"+14155550100\"`.", "",
    ] + editors

  private static let editors =
    ["## In an editor", ""]
    + paragraph(
      """
      `dialer schema` prints a JSON Schema (draft 7); `dialer schema --config` that of dialer.yaml. A YAML language \
      server uses it where the first line of a file names it:
      """) + ["```yaml", "# yaml-language-server: $schema=../campaign.schema.json", "```", ""]
    + paragraph(
      """
      An editor reads `3` as a number and `true` as a truth value, so the schema takes both spellings wherever the \
      language has such a value, and takes numbers where it has free text. It refuses `null` and keys without a value, \
      as `dialer check` does; a title that is the word null needs quotes in an editor. What one file cannot know \
      (columns, other campaigns, whether a date exists) only `dialer check` finds.
      """)

  // MARK: - Keys

  private static func keys(of table: KeyTable, title: String) -> [String] {
    var lines = ["## " + title, ""]
    for (name, spec) in table.rows(below: "") {
      lines += ["### " + name, ""] + entry(spec)
      for inner in table.keys where inner.path.hasPrefix(name + ".") || inner.path.hasPrefix(name + "[]") {
        lines += entry(inner)
      }
      lines.append("")
    }
    return lines
  }

  private static func entry(_ spec: KeySpec) -> [String] {
    var facts = [spec.kind.expectation]
    if spec.required { facts.append("required") }
    if let value = spec.defaultText, spec.kind.accepts(value) { facts.append("default `\(value)`") }
    if let example = spec.allExamples.first { facts.append("such as `\(example)`") }
    switch spec.support {
    case .supported: break
    case .notSupportedYet: facts.append("checked, and refused by this version")
    case .notBuiltYet: facts.append("without effect in this version")
    }
    return wrapped("- `\(spec.path)`: \(spec.summary) (\(unique(facts).joined(separator: "; ")))", indent: "  ")
  }

  /// Without an example that the words before it already name.
  private static func unique(_ facts: [String]) -> [String] {
    facts.filter { fact in !fact.hasPrefix("such as") || !facts.contains { $0 != fact && $0.contains("such as") } }
  }

  private static let conditions =
    ["## Conditions", ""]
    + paragraph(
      """
      `segment.where` is a map (all of its entries hold), a list (all of its items hold) or the name of a boolean \
      column. `all`, `any` and `not` nest freely. A column stands with a value (equals), a list (any of) or one \
      comparison:
      """) + wrapped("- " + ConditionDecoder.comparisons.map { "`\($0)`" }.joined(separator: ", "), indent: "  ") + [""]

  private static var profiles: [String] {
    ["## Profiles", ""]
      + paragraph(
        """
        `profile: NAME` lays the file over the block of that name under `profiles:` of dialer.yaml. The file's own \
        keys win. Of the keys below both hold: of amounts, limits and rates the stricter, of lists both, of hours what \
        is open in both; where no order tells which is stricter the two must be equal (`profile-conflict`). \
        Explanations name the line of dialer.yaml where a value came from it, and the campaign's revision covers it.
        """)
      + wrapped("- " + ProfileMerge.strictPaths.map { "`\($0)`" }.joined(separator: ", "), indent: "  ") + [""]
  }

  // MARK: - Rules

  private static var diagnostics: [String] {
    var lines =
      ["## Diagnostics", ""]
      + paragraph(
        """
        Every finding ends with the id of its rule in brackets. Ids are stable. `dialer check --output json` and \
        `--output github` carry them as well.
        """)
    for rule in DiagnosticRules.all {
      let sentence = rule.summary.prefix(1).uppercased() + rule.summary.dropFirst() + "."
      let remedy = DiagnosticRules.remedies.first { $0.id == rule.id }?.text
      lines += ["### " + rule.id, ""] + paragraph([sentence, remedy].compactMap { $0 }.joined(separator: " "))
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private static func paragraph(_ text: String) -> [String] { wrapped(text, indent: "") + [""] }

  /// Lines of at most 118 columns, broken at spaces; the second and later ones begin with `indent`.
  private static func wrapped(_ text: String, indent: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= 118 {
        line += " " + word
      } else {
        lines.append(line)
        line = indent + word
      }
    }
    return lines + [line]
  }
}
