import Campaigns

/// What `dialer check` found and looked at.
struct CheckReport {
  /// Sorted by file and place.
  var findings: [Diagnostic]
  /// Every file that was read, for the source lines below findings.
  var files: [SourceFile]
  var inventory: Inventory
  /// What could not be looked at, and why.
  var notes: [String] = []

  struct Inventory {
    /// The path of dialer.yaml; nil: the files were checked without one.
    var configuration: String?
    /// The campaigns without errors, by id.
    var campaigns: [Campaign] = []
    var customers: [CustomerFile] = []
    var rates: Rates?
    var tzdata: String
    /// Where the built-in table of +1 area codes comes from, with its version.
    var areaCodes: String
    var phoneLibrary: String
  }

  struct CustomerFile {
    var path: String
    /// As dialer.yaml maps them; nil when the file cannot be read.
    var columns: [String]?
  }

  struct Rates {
    var path: String
    var classes: Int
    var changedAt: Instant
    var age: String
  }

  private func count(_ severity: Diagnostic.Severity) -> Int { findings.filter { $0.severity == severity }.count }

  /// The exit code; nil when nothing stands in the way.
  func failure(strict: Bool) -> Failure.Code? {
    let errors = findings.filter { $0.severity == .error }
    if errors.contains(where: { $0.place.file == inventory.configuration }) { return .badConfiguration }
    if !errors.isEmpty { return .badData }
    return strict && !findings.isEmpty ? .warnings : nil
  }

  /// The findings, then what was found.
  var text: String {
    var lines = findings.isEmpty ? [] : [Diagnostic.text(findings, files: files), ""]
    lines.append("\(plural(count(.error), "error")), \(plural(count(.warning), "warning"))")
    lines.append(inventory.text)
    return lines.joined(separator: "\n")
  }

  /// The contract of `dialer check --output json`.
  var json: JSON { .object([("findings", .array(findings.map(\.json))), ("inventory", inventory.json)]) }
}

extension CheckReport.Inventory {
  var text: String {
    let drafts = campaigns.filter { !$0.live }.count
    var parts = [plural(campaigns.count, "campaign") + (drafts > 0 ? " (\(plural(drafts, "draft")))" : "")]
    for file in customers {
      let columns =
        file.columns.map { "\(plural($0.count, "column")): \($0.joined(separator: ", "))" } ?? "not readable"
      parts.append("customers \(file.path) (\(columns))")
    }
    if let rates { parts.append("\(rates.path) with \(plural(rates.classes, "rate")), \(rates.age) old") }
    parts += ["tzdata \(tzdata)", "area codes of \(areaCodes)", phoneLibrary]
    return "checked: " + parts.joined(separator: "; ")
  }

  var json: JSON {
    .object([
      ("configuration", .optional(configuration)),
      (
        "campaigns",
        .array(
          campaigns.map { campaign in
            .object(
              [
                ("campaign", .string(campaign.id)), ("file", .string(campaign.file)), ("live", .bool(campaign.live)),
                ("revision", .string(campaign.revision)),
              ] + (campaign.labels.isEmpty ? [] : [("labels", campaign.labels.json)]))
          })
      ),
      (
        "customers",
        .array(
          customers.map { file in
            .object([
              ("file", .string(file.path)),
              ("columns", file.columns.map { .array($0.map { .string($0) }) } ?? .null),
            ])
          })
      ),
      (
        "rates",
        rates.map { rates in
          .object([
            ("file", .string(rates.path)), ("classes", .integer(Int64(rates.classes))),
            ("changed_at", .string(rates.changedAt.rfc3339)),
          ])
        } ?? .null
      ),
      ("tzdata", .string(tzdata)), ("area_codes", .string(areaCodes)), ("phone_library", .string(phoneLibrary)),
    ])
  }
}

/// `1 campaign`, `2 campaigns`.
func plural(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
