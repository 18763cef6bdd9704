import Testing

@testable import Campaigns

@Suite("The rate card")
struct RateCardTests {
  static func read(_ text: String) -> (card: RateCard?, findings: [Diagnostic]) {
    RateCardReader.read(Array(text.utf8), file: "rates.csv")
  }

  static let header = "prefix,price_per_minute,increment,label\n"

  @Test("the longest prefix wins")
  func longestPrefix() throws {
    let text = Self.header + "1,0.0140,60,US and Canada\r\n1809,0.09,60,\"Dominican Republic, all\"\n\n44,0.02,1,UK\n"
    let card = try #require(Self.read(text).card)
    #expect(card.classes.map(\.label) == ["US and Canada", "Dominican Republic, all", "UK"])
    #expect(card.classes[0].pricePerMinute == Money(micros: 14_000))
    #expect(card.classIndex(for: 12_125_550_123) == 0)
    #expect(card.classIndex(for: 18_095_550_123) == 1)
    #expect(card.classIndex(for: 442_079_460_123) == 2)
    #expect(card.classIndex(for: 4_930_123_456) == nil)
    #expect(card.classIndex(for: 0) == nil)
  }

  @Test(
    "a call is billed in whole steps, rounded up to a micro-unit",
    arguments: [
      (14_000, 60, Interval.zero, 0), (14_000, 60, .seconds(1), 14_000), (14_000, 60, .seconds(60), 14_000),
      (14_000, 60, .milliseconds(60_001), 28_000), (14_000, 60, .minutes(2), 28_000), (20_000, 1, .seconds(1), 334),
      (20_000, 1, .seconds(90), 30_000), (1, 1, .seconds(1), 1), (0, 60, .hours(1), 0),
      (100_000, 6, .seconds(7), 20_000),
      (9_999_999_999, 3_600, .days(1), 14_399_999_998_560),
    ])
  func cost(price: Int64, increment: Int, duration: Interval, micros: Int64) {
    let rate = RateClass(prefix: "1", pricePerMinute: Money(micros: price), increment: increment, label: "")
    #expect(rate.cost(of: duration) == Money(micros: micros))
  }

  @Test(
    "a price above the card raises the class to what charges it",
    arguments: [
      (14_000, 60, Interval.seconds(30), 14_000, 14_000), (14_000, 60, .seconds(30), 14_001, 14_001),
      (14_000, 60, .seconds(61), 30_001, 15_001), (20_000, 1, .seconds(90), 30_001, 20_001),
      (20_000, 6, .seconds(7), 5_000, 25_000), (14_000, 60, .zero, 14_000, 14_000),
    ])
  func learns(card: Int64, increment: Int, duration: Interval, price: Int64, raised: Int64) {
    var rates = RateCard(classes: [
      RateClass(prefix: "1", pricePerMinute: Money(micros: card), increment: increment, label: "")
    ])
    let talk = max(duration, .seconds(1))
    #expect(rates.learn(Money(micros: price), for: talk, class: 0) == (raised > card))
    #expect(rates.classes[0].pricePerMinute == Money(micros: raised))
    #expect(rates.classes[0].cost(of: talk) >= Money(micros: price))
    #expect(rates.cardPrices[0] == (raised > card ? Money(micros: card) : nil))
  }

  @Test(
    "every mistake is named by its line",
    arguments: [
      ("", "rate-card-header", 1), ("prefix;price\n1;2\n", "rate-card-header", 1),
      (header, "rate-card-empty", 1), (header + "+1,0.01,60,x\n", "rate-card-prefix", 2),
      (header + "01,0.01,60,x\n", "rate-card-prefix", 2), (header + "1,0.0000001,60,x\n", "rate-card-price", 2),
      (header + "1,-1,60,x\n", "rate-card-price", 2), (header + "1,.5,60,x\n", "rate-card-price", 2),
      (header + "1,10000,60,x\n", "rate-card-price", 2), (header + "1,0.1,0,x\n", "rate-card-increment", 2),
      (header + "1,0.1,60\n", "rate-card-fields", 2), (header + "1,0.1,60,\"x\n", "rate-card-quote", 2),
      (header + "1,0.1,60,x\n\n1,0.2,60,y\n", "rate-card-duplicate", 4),
    ])
  func mistakes(text: String, rule: String, line: Int) {
    let (card, findings) = Self.read(text)
    #expect(card == nil)
    #expect(findings.map(\.rule) == [rule])
    #expect(findings.first?.place.line == line)
    #expect(findings.first?.help != nil)
  }

  @Test("all mistakes come at once, a line's own too")
  func allAtOnce() {
    let findings = Self.read(Self.header + "+1,x,0,\n44,1,60,UK\n44,1,60,UK\n").findings
    #expect(
      findings.map(\.rule).map { $0.dropFirst("rate-card-".count) } == ["prefix", "price", "increment", "duplicate"])
  }

  @Test("bytes that are no text, and a byte order mark")
  func bytes() {
    let bad = RateCardReader.read(Array(Self.header.utf8) + [49, 44, 0xFF, 10], file: "rates.csv")
    #expect(bad.findings.map(\.rule) == ["rate-card-utf8"])
    let marked = RateCardReader.read([0xEF, 0xBB, 0xBF] + Array((Self.header + "1,1,60,x\n").utf8), file: "rates.csv")
    #expect(marked.card?.classes.count == 1)
  }
}
