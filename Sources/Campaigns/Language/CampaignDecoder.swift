/// Turns what the key table accepted into a `Campaign`, with its defaults and the checks between keys.
struct CampaignDecoder {
  let file: SourceFile
  let source: SourceText
  let configuration: Configuration?
  let columns: Columns?
  let calendars: CalendarBook
  var keys: KeyWalker
  /// What the file builds on, once it was found.
  private var profile: ProfileBlock?
  /// Whether the file names a profile that nobody can tell: what it leaves out may stand there.
  private var lacksProfile = false

  init(
    file: SourceFile, configuration: Configuration?, columns: Columns?, zoneNames: Set<String>?, calendars: CalendarBook
  ) {
    self.file = file
    self.configuration = configuration
    self.columns = columns
    self.calendars = calendars
    source = SourceText(file)
    keys = KeyWalker(table: CampaignKeys.table, source: source, zoneNames: zoneNames)
  }

  /// The campaign; nil when something that it cannot do without is missing or wrong. It counts only while
  /// `keys.hasErrors` is false.
  mutating func decode(_ root: YAMLNode) -> Campaign? {
    let root = onProfile(root)
    keys.walk(root)
    guard root.entries != nil else { return nil }
    if lacksProfile {
      checkAlone(root)
      return nil
    }
    let open = openHours()
    let (from, byCountry) = (callerIDs(root), callerIDsByCountry())
    checkCount(from, byCountry)
    let answer = answer()
    let (segment, closed, narrowing) = (segment(), closedDates(), narrowing())
    let (due, consent, onePer, numberColumns) = (due(), consent(), onePer(), numberColumns())
    let (attempts, stopWhen, international) = (attempts(), stopRules(), international())
    let (assume, pacing) = (assumptions(), pacing())
    checkWhole(root)
    let tests = tests()
    guard let id = keys.text("campaign"), let open, let answer,
      let purpose = keys.text("purpose").flatMap({ Campaign.Purpose(rawValue: $0) })
    else { return nil }
    checkOptOut(purpose)
    let zone = keys.text("calling_hours.time_zone") ?? "customer"
    let unknown = keys.text("calling_hours.unknown_time_zone") ?? "block"
    var campaign = Campaign(
      id: id, purpose: purpose,
      callingHours: Campaign.CallingHours(
        zone: zone == "customer" ? .customer : .named(zone), open: open, closed: closed,
        unknownTimeZone: unknown == "block" ? .block : .assume(unknown)),
      call: Campaign.Call(
        from: from, ringTimeout: keys.interval("call.ring_timeout") ?? .seconds(25),
        maxDuration: keys.interval("call.max_duration") ?? .minutes(5), answer: answer))
    campaign.callingHours.take(narrowing)
    campaign.call.byCountry = byCountry
    campaign.call.numbers = numberColumns
    campaign.call.keep = keys.text("call.from.keep").flatMap { Campaign.Call.Keep(rawValue: $0) } ?? .customer
    campaign.segment = segment
    campaign.segment.due = due
    campaign.segment.onePer = onePer
    campaign.segment.isSnapshot = keys.text("segment.mode") == "snapshot"
    campaign.consent = consent
    campaign.attempts = attempts
    campaign.stopWhen = stopWhen
    fillScalars(&campaign)
    campaign.pacing = pacing
    campaign.budget = budget()
    campaign.international = international
    campaign.assume = assume
    campaign.tests = tests
    campaign.file = file.path
    campaign.lines = keys.lines
    campaign.origins = keys.origins
    campaign.profile = profile?.name
    campaign.text = profile.map { file.text(with: $0) } ?? file.text
    campaign.revision = campaign.computedRevision
    return campaign
  }

  /// What no single key can say: how keys go together.
  private mutating func checkWhole(_ root: YAMLNode) {
    checkSchedule()
    checkMatter()
    checkCall()
    checkTelephony()
    keys.warnOfNumbers(in: root)
  }

  private mutating func tests() -> [TestCase] {
    var decoder = CaseDecoder(keys: keys, columns: columns)
    let cases = decoder.cases()
    keys = decoder.keys
    return cases
  }

  /// The tree on top of the profile that it names; what the profile gives is not missing in the file.
  private mutating func onProfile(_ root: YAMLNode) -> YAMLNode {
    guard let value = root.entries?.first(where: { $0.key == "profile" })?.value, let name = value.scalar else {
      return root
    }
    let block = file.storedProfile(name) ?? configuration?.profiles.first { $0.name == name }
    guard let block else {
      lacksProfile = true
      keys = KeyWalker(
        table: CampaignKeys.table, source: source, zoneNames: keys.zoneNames, isPartial: true, findings: keys.findings)
      if let configuration { unknownProfile(name, value, configuration) }
      return root
    }
    profile = block
    var merge = ProfileMerge(source: source)
    let merged = merge.merge(root, over: block)
    keys.add(merge.findings)
    return merged
  }

  /// What a file without its profile can be held to.
  private mutating func checkAlone(_ root: YAMLNode) {
    if keys.nodes["campaign"] == nil, let spec = CampaignKeys.table.key("campaign", below: "") {
      keys.missing("campaign", spec, in: root)
    }
    _ = (openHours(), segment(), closedDates(), international())
    checkPressedKeys()
    checkDeskHours()
  }

  private mutating func unknownProfile(_ name: String, _ value: YAMLNode, _ configuration: Configuration) {
    let known = configuration.profiles.map(\.name)
    keys.report(
      "unknown-profile", "dialer.yaml has no profile `\(name)`", at: value.span,
      help: NearestWord.of(name, in: known).map { "did you mean `\($0)`?" }
        ?? (known.isEmpty ? "add it under `profiles:`" : "the profiles are " + known.joined(separator: ", ")))
  }

  /// The keys that are one value each.
  private func fillScalars(_ campaign: inout Campaign) {
    campaign.renamedFrom = keys.text("renamed_from")
    campaign.subject = keys.text("subject")
    campaign.matter = keys.boolean("matter") ?? false
    campaign.title = keys.text("title")
    campaign.onBehalfOf = keys.text("on_behalf_of")
    campaign.labels = keys.keys("labels").sorted().compactMap { name in
      keys.text("labels." + name).map { Campaign.Label(name: name, text: $0) }
    }
    campaign.live = keys.boolean("live") ?? false
    campaign.owner = keys.text("owner")
    campaign.priority = keys.integer("priority") ?? 3
    campaign.schedule = Campaign.Schedule(
      starts: keys.bound("schedule.starts"), ends: keys.bound("schedule.ends"),
      pilot: keys.integer("schedule.pilot.customers"), after: keys.texts("schedule.after"))
  }

  // MARK: - Who

  private mutating func segment() -> Campaign.Segment {
    var segment = Campaign.Segment(limit: keys.integer("segment.limit"))
    if let node = keys.nodes["segment.where"] {
      var decoder = ConditionDecoder(columns: columns, source: source)
      segment.condition = decoder.decode(node)
      keys.add(decoder.findings)
      checkOutcomes(decoder.outcomes)
      checkRests(decoder.rests)
    }
    guard let node = keys.nodes["segment.order_by"] else { return segment }
    segment.orderBy = (node.items ?? [node]).compactMap { orderKey($0) }
    return segment
  }

  private mutating func orderKey(_ node: YAMLNode) -> Campaign.Segment.OrderKey? {
    let entry = node.entries?.first
    let direction = entry.map { $0.value.scalar ?? "" } ?? "asc"
    guard let column = entry?.key ?? node.scalar, !column.isEmpty, node.entries?.count ?? 1 == 1,
      ["asc", "desc"].contains(direction)
    else {
      keys.report(
        "bad-value", "an order is a column, or a column with asc or desc", at: node.span,
        help: "write `plan_ends` or `{lifetime_value: desc}`")
      return nil
    }
    return isKnown(column, at: source.place(entry?.keySpan ?? node.span))
      ? Campaign.Segment.OrderKey(column: column, descending: direction == "desc") : nil
  }

  /// Whether the customers have a column; reports it when not.
  mutating func isKnown(_ column: String, at place: Diagnostic.Place) -> Bool {
    guard let columns, columns.index(of: column) == nil, !Columns.ofPhone.contains(column) else { return true }
    let known = columns.names + Columns.ofPhone
    keys.report(
      "unknown-column", "the customers have no column `\(column)`", at: place,
      help: NearestWord.of(column, in: known).map { "did you mean `\($0)`?" }
        ?? "the columns are " + known.joined(separator: ", "))
    return false
  }

  // MARK: - When

  private mutating func openHours() -> WeeklyWindows? {
    guard let node = keys.nodes["calling_hours.open"] else { return nil }
    var decoder = OpenHoursDecoder(source: source)
    let open = decoder.decode(node)
    keys.add(decoder.findings)
    if let open, decoder.findings.isEmpty, open.days.allSatisfy(\.isEmpty) {
      keys.report(
        "never-open", "nobody can be called: no day has a window", at: node.span,
        help: "write one such as `mon-fri: [\"09:00-17:00\"]`", severity: .warning)
    }
    guard let floor = configuration?.floor else { return open }
    for (window, span) in decoder.windows where window.closes <= floor.opens || window.opens >= floor.closes {
      keys.report(
        "window-outside-floor",
        "nobody can be called in this window: the account's hours are \(OpenHoursDecoder.text(floor))", at: span,
        help: "move it into the account's hours (calling_hours.floor of dialer.yaml)", severity: .warning)
    }
    return open
  }

  private mutating func closedDates() -> [ClosedDate] {
    keys.items("calling_hours.closed").compactMap { path in
      if let date = keys.date(path) { return ClosedDate(first: date, last: date) }
      guard let node = keys.nodes[path], node.entries != nil else { return nil }
      let name = keys.text(path + ".name")
      let hours = keys.window(path + ".hours")
      let written = Set(keys.keys(path))
      if written.contains("date"), !written.contains("from"), !written.contains("to") {
        return keys.date(path + ".date").map { ClosedDate(first: $0, last: $0, name: name, hours: hours) }
      }
      guard written.contains("from"), written.contains("to"), !written.contains("date") else {
        keys.report(
          "missing-key", "a closed entry needs `date`, or `from` and `to`", at: node.span,
          help: "write `{date: 2027-12-24}` or `{from: 2027-03-28, to: 2027-03-29}`")
        return nil
      }
      guard let first = keys.date(path + ".from"), let last = keys.date(path + ".to") else { return nil }
      if last < first, let place = keys.nodes[path + ".to"] {
        keys.report(
          "schedule-order", "the closed days end on \(last), before they begin on \(first)", at: place.span,
          help: "swap `from` and `to`")
        return nil
      }
      return ClosedDate(first: first, last: last, name: name, hours: hours)
    }
  }

  private mutating func checkSchedule() {
    guard let starts = keys.bound("schedule.starts"), let ends = keys.bound("schedule.ends"),
      let node = keys.nodes["schedule.ends"], ends.latest <= starts.earliest
    else { return }
    keys.report(
      "schedule-order", "the campaign ends before it starts", at: node.span,
      help: "`ends` is the last day, inclusive; it may not lie before `starts`")
  }

  // MARK: - How much

  private func budget() -> CampaignBudget {
    CampaignBudget(
      total: keys.money("budget.total"), perDay: keys.money("budget.per_day"), perCall: keys.money("budget.per_call"),
      perCustomer: keys.money("budget.per_customer"),
      alertAt: keys.items("budget.alert_at").compactMap { keys.share($0) }.sorted(),
      whenExhausted: keys.text("budget.when_exhausted").flatMap { .init(rawValue: $0) } ?? .wait)
  }

  private mutating func international() -> CampaignInternational {
    var result = CampaignInternational(
      deny: keys.text("international.default") == "deny",
      maxRatePerMinute: keys.money("international.max_rate_per_minute"),
      expiresAfter: keys.interval("international.expires_after") ?? .days(7))
    for path in keys.items("international.deny") {
      let country = keys.text(path + ".country")
      let type = keys.text(path + ".number_type").flatMap { NumberType(rawValue: $0) }
      if let country { result.deniedCountries.insert(country) }
      if let type { result.deniedTypes.insert(type) }
      guard keys.keys(path).count != 1, let node = keys.nodes[path] else { continue }
      keys.report(
        "bad-value", "one entry denies one thing", at: node.span,
        help: "write `{country: CU}` or `{number_type: satellite}`")
    }
    return result
  }

  private mutating func assumptions() -> Assumptions {
    var result = Assumptions()
    result.answered = keys.share("assume.answered") ?? result.answered
    result.machine = keys.share("assume.machine") ?? result.machine
    result.busy = keys.share("assume.busy") ?? result.busy
    result.failed = keys.share("assume.failed") ?? result.failed
    result.ringMean = keys.interval("assume.ring.mean") ?? result.ringMean
    result.talkMean = keys.interval("assume.talk.mean") ?? result.talkMean
    result.talkDeviation = keys.interval("assume.talk.sd") ?? result.talkDeviation
    result.setup = keys.interval("assume.setup") ?? result.setup
    result.news = keys.interval("assume.news") ?? result.news
    let sum = result.answered + result.machine + result.busy + result.failed
    if sum > 1_000, let node = keys.nodes["assume"] {
      keys.report(
        "bad-value", "the shares of `assume` add up to more than 100%", at: node.span,
        help: "answered, machine, busy and failed together leave the rest to no-answer")
    }
    return result
  }
}

extension Campaign.Schedule.Bound {
  /// The earliest instant at which it can begin anywhere on earth (UTC+14).
  fileprivate var earliest: Instant {
    switch self {
    case .day(let date): Instant(seconds: Int64(date.day) * 86_400 - 14 * 3_600)
    case .instant(let instant): instant
    }
  }

  /// The latest instant at which it can be over anywhere on earth (UTC−12).
  fileprivate var latest: Instant {
    switch self {
    case .day(let date): Instant(seconds: Int64(date.day + 1) * 86_400 + 12 * 3_600)
    case .instant(let instant): instant
    }
  }
}
