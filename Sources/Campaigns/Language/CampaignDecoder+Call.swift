extension CampaignDecoder {
  // MARK: - What they hear

  /// The answer; nil after a finding.
  mutating func answer() -> Campaign.Call.Answer? {
    guard let node = keys.nodes["call.answer"], node.entries != nil else { return nil }
    guard checkAnswer(node) else { return nil }
    let say = keys.text("call.answer.say")
    let twiml = keys.text("call.answer.twiml")
    let voice = keys.text("call.answer.voice")
    let language = keys.text("call.answer.language")
    if let twiml, let place = keys.nodes["call.answer.twiml"] {
      if let problem = TwiMLCheck.problem(in: twiml) { report(problem, at: place.span) }
      return template(twiml, place, isTwiML: true).map { .twiml($0) }
    }
    if let say, let place = keys.nodes["call.answer.say"] {
      warnUnquoted(say, place)
      return template(say, place).map { .say($0, voice: voice, language: language) }
    }
    return nil
  }

  mutating func template(_ text: String, _ node: YAMLNode, isTwiML: Bool = false) -> Template? {
    var parser = TemplateParser(isTwiML: isTwiML)
    var template = parser.parse(text)
    for problem in parser.problems { report(problem, at: node.span) }
    let language = keys.text("call.answer.language")
    template?.voice = Template.Voice(language: language, currency: configuration?.budget.currency ?? "USD")
    for placeholder in template?.placeholders ?? [] { check(placeholder, node, language) }
    return template
  }

  /// The column exists, its values can be said so, and the words are those of the language.
  private mutating func check(_ placeholder: Template.Placeholder, _ node: YAMLNode, _ language: String?) {
    let place = source.place(of: "{{" + placeholder.column, in: node.span)
    guard isKnown(placeholder.column, at: place), let form = placeholder.form else { return }
    let type = columns?.index(of: placeholder.column).flatMap { columns?.types[$0] }
    if let type, !form.fits(type) {
      keys.report(
        "column-type", "`\(placeholder.column)` is \(type.name), which cannot be said as \(form.rawValue)",
        at: place, help: "declare the column's type in dialer.yaml, or leave the form out")
    }
    if form.isEnglish, let language, !language.lowercased().hasPrefix("en") {
      keys.report(
        "template-syntax", "`as \(form.rawValue)` writes English words, and the language is \(language)", at: place,
        help: "write {{\(placeholder.column)}}, or have a column that holds the words")
    }
  }

  private mutating func report(_ problem: TemplateProblem, at span: YAMLSpan) {
    keys.report(problem.rule, problem.message, at: source.place(of: problem.piece, in: span), help: problem.help)
  }

  private mutating func warnUnquoted(_ text: String, _ node: YAMLNode) {
    guard case .scalar(_, quoted: false) = node.content, text.contains("{{") || text.contains(":") else { return }
    let line = source.line(node.span.line).map { String(decoding: $0, as: UTF8.self) } ?? ""
    keys.report(
      "unquoted-text", "a text with {{ or a colon stands without quotes: an edit can turn it into something else",
      at: node.span, help: YAMLProblemText.quoted(line) ?? "put the text into double quotes", severity: .warning)
  }

  // MARK: - Checks

  mutating func checkCall() {
    if let ring = keys.interval("call.ring_timeout"), ring < .seconds(15), let node = keys.nodes["call.ring_timeout"] {
      keys.report(
        "ring-timeout-short", "it rings only \(ring); US and UK rules ask for 15 seconds", at: node.span,
        help: "write 15s or more", severity: .warning)
    }
  }
}
