import Campaigns
import Testing

@Suite struct TemplateTests {
  private let customer = Customer(
    id: "1", matter: "", fields: ["1", "Tom & \"Jerry\" <x>\u{01}", nil, nil, nil, nil, nil, nil, nil, nil, nil],
    phone: PhoneNumber(state: .valid, e164: 14_155_550_100, country: "US", type: .mobile), present: true)

  private func answer(_ lines: String) throws -> Campaign.Call.Answer {
    let (campaign, _) = Fixture.campaign("call: {from: [\"+14155550100\"], answer: {\(lines)}}")
    return try #require(campaign?.call.answer)
  }

  @Test func sayBecomesOneEscapedDocument() throws {
    let answer = try answer("say: \"A & B: {{name}} in {{phone.country}}\", voice: Polly.Joanna, language: en-US")
    #expect(
      answer.twiml(for: customer, columns: Fixture.columns)
        == "<Response><Say voice=\"Polly.Joanna\" language=\"en-US\">"
        + "A &amp; B: Tom &amp; &quot;Jerry&quot; &lt;x&gt; in US</Say></Response>")
  }

  @Test func twimlStandsAsWrittenAndValuesAreEscaped() throws {
    let answer = try answer("twiml: \"<Response><Say>{{name}}</Say></Response>\"")
    #expect(
      answer.twiml(for: customer, columns: Fixture.columns)
        == "<Response><Say>Tom &amp; &quot;Jerry&quot; &lt;x&gt;</Say></Response>")
  }

  @Test func aMissingValueOrATooLongTextIsNoCall() throws {
    #expect(try answer("say: \"{{status}}\"").twiml(for: customer, columns: Fixture.columns) == nil)
    #expect(try answer("say: \"{{status}} {{name}}\"").columns == ["status", "name"])
    let long = try answer("say: \"" + String(repeating: "x", count: 4_000) + "\"")
    #expect(long.twiml(for: customer, columns: Fixture.columns) == nil)
  }

  @Test(arguments: [
    "<Response>", "text", "<Response/><Response/>", "<Say>x</Say>", "<Response>a & b</Response>",
    "<Response><Say></Response></Say>", "<Response><Say x=\"></Response>", "</Response>", "<Response>&nope;</Response>",
    "<Response><!-- </Response>", "",
  ])
  func brokenTwiMLIsRefused(twiml: String) {
    let (campaign, findings) = Fixture.campaign(
      "call: {from: [\"+14155550100\"], answer: {twiml: '\(twiml)'}}")
    #expect(campaign == nil)
    #expect(findings.count == 1)
  }

  @Test(arguments: ["Dial", "Refer", "Enqueue", "Connect", "Redirect"])
  func verbsThatMakeALegAreRefused(verb: String) {
    let (_, findings) = Fixture.campaign(
      "call: {from: [\"+14155550100\"], answer: {twiml: \"<Response><\(verb)>x</\(verb)></Response>\"}}")
    #expect(findings.map(\.rule) == ["twiml-verb"])
  }
}
