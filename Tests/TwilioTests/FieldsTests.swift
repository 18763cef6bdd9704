import Campaigns
import Testing

@testable import Twilio

@Suite struct FieldsTests {
  @Test func numbersMayBeStringsAndEmptinessIsAbsence() throws {
    let value = try JSON.parse(#"{"n":"12","m":7,"price":-0.00400,"empty":"","list":[1]}"#)
    #expect(value["n"]?.whole == 12)
    #expect(value["m"]?.whole == 7)
    #expect(value["m"]?.scalar == "7")
    #expect(value["price"]?.scalar == "-0.00400")
    #expect(value["empty"]?.scalar == "")
    #expect(value["empty"]?.filledText == nil)
    #expect(value["list"]?.elements == [.integer(1)])
    #expect(value["list"]?.scalar == nil)
  }
}
