import Campaigns
import Testing

@testable import Dialer

@Suite struct RatesTests {
  private func report(_ folder: Folder, at now: Instant = noon) throws -> RatesReport {
    try RatesReport.read(AccountFile.load(config: folder.path("dialer.yaml")), now: now)
  }

  @Test func theCardIsATable() throws {
    let folder = try Folder.account()
    try folder.age("rates.csv", at: noon - .days(12))
    let report = try report(folder)
    #expect(
      report.table.lines() == [
        "prefix  USD a minute  billed by  label",
        "+1            0.0140       60 s  North America",
        "+44           0.0200        1 s  UK",
      ])
    #expect(report.ageText == "rates.csv: 2 rates, last changed 12 days ago (2027-02-18T14:00:00.000Z)")
  }

  @Test func aNumberHasItsClassPriceAndWorstCase() throws {
    let report = try report(Folder.account())
    let quote = try report.quote("415 555 0100")
    #expect(quote.rate?.prefix == "1")
    #expect(report.text(quote).contains("worst case of 5 minutes: 0.0700 USD"))
    let json = report.json(quote)
    #expect(json["number"] == .string("+14155550100"))
    #expect(json["worst_case_5m"] == .string("0.070000"))
  }

  @Test func aNumberWithoutAPriceIsNotCalled() throws {
    let report = try report(Folder.account())
    let quote = try report.quote("+493023125100")
    #expect(quote.rate == nil)
    #expect(report.text(quote).contains("rates.csv has no price, so it is not called"))
    #expect(report.json(quote)["class"] == .null)
    let folder = try Folder.account()
    #expect(try Program.run(["rates", "show", "+493023125100"], in: folder).code == 1)
    #expect(try Program.run(["rates", "show", "12"], in: folder).code == 64)
  }

  @Test func aCardWithErrorsIsBadData() throws {
    let folder = try Folder.account()
    try folder.write("rates.csv", "prefix,price_per_minute,increment,label\n1,cheap,60,North America\n")
    let ending = try Program.run(["rates", "show"], in: folder)
    #expect(ending.code == 65)
    #expect(ending.messages.contains("rates.csv:2:"))
  }
}
