extension CampaignKeys {
  /// What the called person hears.
  static let answer: [KeySpec] = [
    .key("call.answer", .map, required: true, "what the called person hears: exactly one way"),
    .key(
      "call.answer.say", .text, "text that is spoken, with {{column}}",
      examples: ["\"Hello {{name}}, this is Example Mutual.\""]),
    .later("call.answer.play", .text, "an audio file: mp3 or wav beside the campaign, or an https address"),
    .key("call.answer.twiml", .text, "TwiML, at most 4,000 characters when it is filled in"),
    .later(
      "call.answer.twiml_url", .text, "the https address of TwiML; with second_leg or second_leg_rate beside it"),
    .later("call.answer.connect", .identifier, "the desk to bridge to as soon as somebody answers"),
    .key("call.answer.voice", .text, "the voice of `say`", examples: ["Polly.Joanna"]),
    .key("call.answer.language", .text, "the language of `say`", examples: ["en-US"]),
    .later("call.answer.keys", .map, "what each pressed key does; one level"),
    .key(
      "call.answer.keys.*", .map, names: .choice("0123456789*#".map(String.init)), "a digit, * or #, and what it does"),
    .key("call.answer.keys.*.outcome", .identifier, "the outcome that is recorded", examples: ["interested"]),
    .key("call.answer.keys.*.connect", .identifier, "the desk to bridge to"),
    .key(
      "call.answer.keys.*.opt_out", .choice(["number", "customer"]), "what is never called again"),
    .key("call.answer.keys.*.say", .text, "text that is spoken, with {{column}}"),
    .later("call.answer.no_input", .map, "what silence does"),
    .key("call.answer.no_input.repeat", .integer(0...5), "how often the answer is said again; default 0"),
    .key("call.answer.no_input.outcome", .identifier, "the outcome that is recorded", examples: ["no-input"]),
    .later("call.answer.second_leg", .choice(["none"]), "none: the TwiML of twiml_url makes no other leg"),
    .later(
      "call.answer.second_leg_rate", .money(orZero: false), "the worst case a minute of the leg that twiml_url makes"),
  ]

  /// Desks, answering machines and recordings.
  static let telephony: [KeySpec] = [
    .later("call.connect", .map, "desks of agents, by name"),
    .key("call.connect.*", .map, names: .identifier, "a desk"),
    .key("call.connect.*.to", .list(.phone), required: true, "the agents' telephones"),
    .key("call.connect.*.agents", .integer(1...10_000), required: true, "how many calls the desk takes at a time"),
    .key("call.connect.*.ring_timeout", .duration(.seconds(5)...(.minutes(2))), "how long it rings; default 10s"),
    .key("call.connect.*.hours", .own, "windows by day in the account's zone; absent: always"),
    .key("call.connect.*.no_agent", .map, "what is heard when nobody is free"),
    .key("call.connect.*.no_agent.say", .text, "text that is spoken, with {{column}}"),
    .key("call.connect.*.no_agent.outcome", .identifier, "the outcome that is recorded", examples: ["abandoned"]),
    .later("call.abandonment", .map, "the limit for answered calls without an agent"),
    .key("call.abandonment.max", .share, required: true, "the share that may be abandoned", examples: ["3%"]),
    .key("call.abandonment.over", .duration(.days(1)...(.days(366))), "the rolling window; default 30d"),
    .key("call.abandonment.hold_at", .share, "the share at which calls wait; default: max", examples: ["2.5%"]),
    .later(
      "call.machine", .choice(["ignore", "hang_up", "leave_message", "same_as_human"]),
      "what an answering machine gets; ignore (default) asks for no detection"),
    .later("call.voicemail", .map, "the message for a machine"),
    .key("call.voicemail.say", .text, required: true, "text that is spoken, with {{column}}"),
    .key("call.voicemail.max", .integer(1...100), "messages per customer and matter; default 1", examples: ["1"]),
    .later("call.record", .mapOr(.choice(["false"])), "false (default), or a map with the announcement"),
    .key("call.record.announce", .text, required: true, "what is said before the recording begins"),
  ]

  /// Ways to answer: each group is one, all its keys together.
  static let ways: [[String]] = [
    ["say"], ["play"], ["twiml"], ["twiml_url", "second_leg"], ["twiml_url", "second_leg_rate"], ["connect"],
  ]

  static let rules: [KeyRule] = [
    KeyRule(path: "call.answer", demand: .oneGroup(ways)),
    KeyRule(path: "call.answer.keys.*", demand: .atLeastOne(["outcome", "connect", "opt_out", "say"])),
    KeyRule(path: "call", demand: .when("machine", is: "leave_message", needs: ["voicemail"])),
    KeyRule(path: "pacing.per_caller_id", demand: .atLeastOne(["calls_per_hour", "calls_per_day"])),
    KeyRule(path: "calling_hours.closed[]", demand: .oneGroup([["date"], ["from", "to"]])),
    KeyRule(path: "international.deny[]", demand: .oneGroup([["country"], ["number_type"]])),
  ]
}

extension CampaignDecoder {
  /// Whether the answer is exactly one way to answer, with what belongs to it.
  mutating func checkAnswer(_ node: YAMLNode) -> Bool {
    let written = keys.keys("call.answer")
    let ways = written.filter { ["say", "play", "twiml", "twiml_url", "connect"].contains($0) }
    guard let way = ways.first else {
      keys.report(
        "missing-key", "`call.answer` says nothing: say, play, twiml, twiml_url or connect is missing", at: node.span,
        help: "add `say: \"Hello {{name}} …\"`")
      return false
    }
    if ways.count > 1 {
      keys.report(
        "bad-value", "`answer` has \(ways.joined(separator: " and "))", at: node.span, help: "keep one of them")
      return false
    }
    let companions = [
      "voice": ["say"], "language": ["say"], "keys": ["say", "play"], "no_input": ["say", "play"],
      "second_leg": ["twiml_url"], "second_leg_rate": ["twiml_url"],
    ]
    for key in written {
      guard let owners = companions[key], !owners.contains(way), let place = keys.nodes["call.answer." + key] else {
        continue
      }
      keys.report(
        "bad-value", "`\(key)` belongs to \(owners.joined(separator: " or ")), and the answer is `\(way)`",
        at: place.span, help: "delete it, or answer with \(owners.joined(separator: " or "))")
    }
    return true
  }

  /// The keys of telephony that this version checks and does not run.
  mutating func checkTelephony() {
    checkPlay()
    checkAddress()
    checkPressedKeys()
    checkDeskHours()
    checkDeskNames()
    checkMachine()
    for path in ["call.voicemail.say", "call.record.announce"] { checkText(path) }
    if let abandonment = keys.nodes["call.abandonment"] { checkAbandonment(abandonment) }
  }

  private mutating func checkText(_ path: String) {
    guard let text = keys.text(path), let node = keys.nodes[path] else { return }
    _ = template(text, node)
  }

  private mutating func checkPlay() {
    guard let text = keys.text("call.answer.play"), let node = keys.nodes["call.answer.play"] else { return }
    _ = template(text, node)
    if text.contains("://") {
      checkSecure(text, node)
    } else if text.contains("{{") {
      keys.report(
        "bad-value", "the name of an audio file cannot depend on the customer: its contents are part of the revision",
        at: node.span, help: "name one file, or write an https address")
    } else if ![".mp3", ".wav"].contains(where: text.lowercased().hasSuffix) {
      keys.report(
        "bad-value", "`\(text)` is no audio file that the carrier plays", at: node.span,
        help: "name a file that ends in .mp3 or .wav, or an https address")
    }
  }

  private mutating func checkAddress() {
    guard let text = keys.text("call.answer.twiml_url"), let node = keys.nodes["call.answer.twiml_url"] else { return }
    _ = template(text, node)
    checkSecure(text, node)
    let legs = ["second_leg", "second_leg_rate"].filter { keys.nodes["call.answer." + $0] != nil }
    guard legs.count != 1 else { return }
    keys.report(
      legs.isEmpty ? "missing-key" : "bad-value",
      legs.isEmpty
        ? "`twiml_url` does not say what another leg of its TwiML may cost"
        : "`second_leg` says that there is no other leg, and `second_leg_rate` what it costs", at: node.span,
      help: "write `second_leg: none`, or `second_leg_rate: 0.03` with its worst case a minute")
  }

  private mutating func checkSecure(_ text: String, _ node: YAMLNode) {
    guard let address = CarrierAddress(text), address.secure, !address.host.contains("{") else {
      return keys.report(
        "bad-value", "`\(text)` is no https address of a fixed host", at: node.span,
        help: "write one such as https://example.com/voice?customer={{id}}")
    }
  }

  mutating func checkPressedKeys() {
    for key in keys.keys("call.answer.keys") {
      let path = "call.answer.keys." + key
      guard let node = keys.nodes[path], let entries = node.entries else { continue }
      checkText(path + ".say")
      let written = entries.map(\.key)
      if !written.contains(where: ["outcome", "connect", "opt_out", "say"].contains) {
        keys.report(
          "missing-key", "the key \(key) does nothing", at: node.span,
          help: "write `{outcome: interested}`, `{connect: DESK}`, `{opt_out: customer}` or `{say: \"…\"}`")
      }
      if written.contains("opt_out"), written.contains("connect") {
        keys.report(
          "bad-value", "the key \(key) opts out and connects", at: node.span,
          help: "who opts out is told so and let go: keep one of them")
      }
    }
  }

  // MARK: - Desks

  /// The desks themselves.
  mutating func checkDeskHours() {
    for desk in keys.keys("call.connect") {
      let path = "call.connect." + desk
      checkText(path + ".no_agent.say")
      if let node = keys.nodes[path + ".to"], node.items?.isEmpty == true {
        keys.report("bad-value", "the desk `\(desk)` has no telephone", at: node.span, help: "list its numbers")
      }
      guard let node = keys.nodes[path + ".hours"] else { continue }
      var decoder = OpenHoursDecoder(source: source, key: path + ".hours")
      _ = decoder.decode(node)
      keys.add(decoder.findings)
    }
  }

  /// What calls are connected to.
  private mutating func checkDeskNames() {
    let users = ["call.answer.connect"] + keys.keys("call.answer.keys").map { "call.answer.keys.\($0).connect" }
    let desks = keys.keys("call.connect")
    for path in users {
      guard let desk = keys.text(path), let node = keys.nodes[path], !desks.contains(desk) else { continue }
      keys.report(
        "unknown-desk", "`call.connect` has no desk `\(desk)`", at: node.span,
        help: NearestWord.of(desk, in: desks).map { "did you mean `\($0)`?" }
          ?? "add it: `connect: {\(desk): {to: [\"+14155550111\"], agents: 1}}`")
    }
  }

  private mutating func checkAbandonment(_ node: YAMLNode) {
    if keys.nodes["call.connect"] == nil {
      keys.report(
        "bad-value", "`abandonment` limits calls that find no agent, and there is no desk", at: node.span,
        help: "add the desks under `call.connect`, or delete the key")
    }
    guard let most = keys.share("call.abandonment.max"), let hold = keys.share("call.abandonment.hold_at"),
      hold > most, let place = keys.nodes["call.abandonment.hold_at"]
    else { return }
    keys.report(
      "bad-value", "calls would wait only above the limit", at: place.span, help: "`hold_at` is at most `max`")
  }

  private mutating func checkMachine() {
    let machine = keys.nodes["call.machine"]
    let leaves = keys.text("call.machine") == "leave_message"
    if leaves, keys.nodes["call.voicemail"] == nil, let machine {
      keys.report(
        "missing-key", "`machine: leave_message` has no message", at: machine.span,
        help: "add `voicemail: {say: \"…\"}`")
    } else if !leaves, let voicemail = keys.nodes["call.voicemail"] {
      keys.report(
        "bad-value", "the message of `voicemail` would never be left", at: voicemail.span,
        help: "write `machine: leave_message`, or delete the key")
    }
  }

  // MARK: - A way out

  /// Who may be called for other purposes than service must be able to end that in the call.
  mutating func checkOptOut(_ purpose: Campaign.Purpose) {
    guard purpose != .service, let node = keys.nodes["call.answer.say"] ?? keys.nodes["call.answer.play"] else {
      return
    }
    let offers = keys.keys("call.answer.keys").contains {
      keys.nodes["call.answer.keys.\($0).opt_out"] != nil
    }
    if offers { return }
    keys.report(
      "no-opt-out", "the purpose is \(purpose.rawValue), and the call offers no way to opt out", at: node.span,
      help: "name a way in the text and keep a suppression list; keys for it come with a later version",
      severity: .warning)
  }
}
