import Campaigns
import Testing

@Suite struct LiteralTests {
  @Test(
    arguments: [
      ("0.50", 500_000), ("250", 250_000_000), ("-1.5", -1_500_000), ("0.000001", 1), ("1.0000001", nil), ("1,5", nil),
      (".5", nil), ("1.", nil), ("1e3", nil), ("", nil), ("+1", nil), ("9999999999999", nil), ("0x1", nil),
      ("99999999999999999999", nil),
    ] as [(String, Int64?)])
  func money(text: String, micros: Int64?) { #expect(Literal.money(text)?.micros == micros) }

  @Test(
    arguments: [
      ("50%", 500), ("2.5%", 25), ("100%", 1_000), ("101%", nil), ("50", nil), ("-1%", nil), ("2.55%", nil), ("%", nil),
    ] as [(String, Int?)])
  func shares(text: String, tenths: Int?) { #expect(Literal.share(text) == tenths) }

  @Test(
    arguments: [
      ("1", .perSecond(thousandths: 1_000)), ("0.5", .perSecond(thousandths: 500)), ("unlimited", .unlimited),
      ("0", nil), ("0.0001", nil), ("-1", nil), ("fast", nil),
    ] as [(String, Rate?)])
  func rates(text: String, rate: Rate?) { #expect(Literal.rate(text) == rate) }

  @Test(
    arguments: [
      ("+14155550100", 14_155_550_100), ("+442079460000", 442_079_460_000), ("14155550100", nil), ("+1 415", nil),
      ("+0155501000", nil), ("+123456", nil), ("+1234567890123456", nil), ("", nil),
    ] as [(String, Int64?)])
  func phones(text: String, number: Int64?) { #expect(Literal.phone(text) == number) }

  @Test(
    arguments: [
      ("09:00-24:00", DayWindow(opens: 540, closes: 1_440)), ("00:00-00:01", DayWindow(opens: 0, closes: 1)),
      ("24:01-24:02", nil), ("9:00-17:00", nil), ("09:00", nil), ("09:60-10:00", nil), ("09:00-17:00-18:00", nil),
      ("09:00 - 17:00", nil),
    ] as [(String, DayWindow?)])
  func windows(text: String, window: DayWindow?) { #expect(Literal.window(text) == window) }

  @Test func columnsReadWhatTheirTypeSays() {
    #expect(ColumnValue("Yes", type: .boolean) == .boolean(true))
    #expect(ColumnValue("1.23456789", type: .number) == .micros(1_234_567))
    #expect(ColumnValue("ten", type: .money) == nil)
    #expect(ColumnValue("2027-02-29", type: .date) == nil)
    #expect(ColumnValue(" a ;b;; c", type: .list(separator: ";")) == .list(["a", "b", "c"]))
    #expect(ColumnValue("2027-03-01T00:00:00+01:00", type: .instant) == .instant(Instant(seconds: 1_803_855_600)))
  }
}
