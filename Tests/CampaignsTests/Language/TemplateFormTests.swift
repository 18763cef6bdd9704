import Testing

@testable import Campaigns

/// Placeholders with a form and a default, and how values are written in text, XML and addresses.
@Suite struct TemplateFormTests {
  private let columns = Columns(
    names: ["name", "plan_ends", "seen", "due", "code", "notes"],
    types: [.text, .date, .instant, .money, .text, .text])

  private func said(
    _ text: String, _ values: [String: String] = [:], language: String? = nil, currency: String = "USD",
    isTwiML: Bool = false
  ) throws -> String? {
    var parser = TemplateParser(isTwiML: isTwiML)
    let parsed = parser.parse(text)
    var template = try #require(parsed, "\(parser.problems)")
    template.voice = Template.Voice(language: language, currency: currency)
    let customer = Customer(
      id: "C1", matter: "", fields: columns.names.map { values[$0] }, phone: .init(state: .missing), present: true)
    return template.fill(for: customer, columns: columns)
  }

  @Test func valuesAreSaidInTheirForm() throws {
    let values = ["plan_ends": "2027-03-12", "seen": "2027-03-12T14:05:00-08:00", "due": "12.5", "code": "AB-12"]
    #expect(try said("{{plan_ends as date}}", values) == "March 12, 2027")
    #expect(try said("{{plan_ends as date}}", values, language: "en-GB") == "12 March 2027")
    #expect(try said("{{plan_ends as weekday-date}}", values) == "Friday, March 12")
    #expect(try said("{{seen as weekday-date}}", values, language: "en-AU") == "Friday 12 March")
    #expect(try said("{{ seen  as time }}", values) == "2:05 PM")
    #expect(try said("{{due as money}}", values) == "$12.50")
    #expect(try said("{{due as money}}", ["due": "1234.125"], currency: "CHF") == "1234.125 CHF")
    #expect(try said("{{code as digits}}", values) == "1 2")
    #expect(try said("{{code as spell}}", values) == "A, B, 1, 2")
  }

  @Test func midnightAndNoonAreTwelve() throws {
    #expect(try said("{{seen as time}}", ["seen": "2027-03-12T00:05:00Z"]) == "12:05 AM")
    #expect(try said("{{seen as time}}", ["seen": "2027-03-12T12:00:00Z"]) == "12:00 PM")
  }

  @Test func aDefaultStandsInForWhatIsMissingOrCannotBeSaid() throws {
    #expect(try said("Hello {{name or 'there'}}.") == "Hello there.")
    #expect(try said("Hello {{name or 'there'}}.", ["name": "Zoë"]) == "Hello Zoë.")
    #expect(try said("{{plan_ends as date or 'soon'}}", ["plan_ends": "next week"]) == "soon")
    #expect(try said("{{plan_ends as date}}", ["plan_ends": "next week"]) == nil, "nobody hears a broken date")
    #expect(try said("{{name}}") == nil)
    #expect(try said("{{name or \"friend & <co>\"}}") == "friend &amp; &lt;co&gt;")
  }

  @Test func onlyWhatHasNoDefaultMustBeThere() throws {
    var parser = TemplateParser()
    let parsed = parser.parse("{{name or 'you'}} {{plan_ends as date}} {{code}}")
    let template = try #require(parsed)
    #expect(template.columns == ["plan_ends", "code"])
    let answer = Campaign.Call.Answer.say(template, voice: nil, language: nil)
    let customer = Customer(
      id: "C1", matter: "", fields: [nil, "x", "AB", nil, nil, nil], phone: .init(state: .missing), present: true)
    #expect(answer.missing(for: customer, columns: columns) == ["plan_ends", "code"])
    #expect(answer.certainRoom == -1, "a form makes more of a value than it has characters")
  }

  @Test func valuesAreEscapedByWhereTheyStand() throws {
    let odd = ["name": "<&>\"'\u{1}é😀 שלום", "code": "a b/ü?"]
    #expect(try said("{{name}}", odd) == "&lt;&amp;&gt;&quot;&apos;é😀 שלום")
    let twiml = "<Response><Play>https://example.com/{{code}}?n={{code}}</Play><Say>{{code}}</Say></Response>"
    #expect(
      try said(twiml, odd, isTwiML: true)
        == "<Response><Play>https://example.com/a%20b%2F%C3%BC%3F?n=a%20b%2F%C3%BC%3F</Play>"
        + "<Say>a b/ü?</Say></Response>")
    #expect(
      try said("<Play>https://e.example/{{code or 'a b'}}/{{name}}</Play>", ["name": "x y"], isTwiML: true)
        == "<Play>https://e.example/a%20b/x%20y</Play>")
  }

  @Test(arguments: [
    ("{{name as dat}}", "did you mean `date`?"), ("{{name or there}}", "single quotes"), ("{{name or ''}}", "quotes"),
    ("{{name date}}", "{{name as date}}"), ("{{as date}}", "{{as}}"),
  ])
  func mistakesNameTheRemedy(_ text: String, _ remedy: String) throws {
    var parser = TemplateParser()
    #expect(parser.parse(text) == nil)
    #expect(parser.problems.map(\.rule) == ["template-syntax"])
    #expect(try #require(parser.problems.first).help.contains(remedy))
  }

  @Test func formsNeedColumnsThatCanBeSaidSo() {
    let say = { (text: String, language: String) in
      Fixture.campaign("call: {from: [\"+14155550100\"], answer: {say: \"\(text)\", language: \(language)}}").1
    }
    #expect(say("{{plan_ends as date}} {{lifetime_value as money}} {{name as spell}}", "en-US").isEmpty)
    #expect(say("{{name as date}}", "en-US").map(\.rule) == ["column-type"])
    #expect(say("{{tags as digits}}", "en-US").map(\.rule) == ["column-type"])
    #expect(say("{{plan_ends as date}}", "de-DE").map(\.rule) == ["template-syntax"])
    #expect(say("{{nme or 'x'}}", "en-US").map(\.rule) == ["unknown-column"])
  }

  @Test func theRevisionKnowsFormAndDefault() throws {
    let texts = ["{{name}}", "{{name or 'x'}}", "{{name or 'y'}}", "{{name as spell}}", "{{ name }}"]
    let revisions = try texts.map {
      try #require(Fixture.campaign("call: {from: [\"+14155550100\"], answer: {say: \"\($0)\"}}").0).revision
    }
    #expect(Set(revisions).count == 4 && revisions[0] == revisions[4])
  }
}
