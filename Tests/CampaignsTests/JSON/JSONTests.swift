import Campaigns
import Testing

@Suite struct JSONTests {
  @Test func keysKeepTheirOrderUnlessSorted() {
    let value = JSON.object([("b", .integer(1)), ("a", .array([.null, .bool(true), .string("x")]))])
    #expect(value.text == #"{"b":1,"a":[null,true,"x"]}"#)
    #expect(value.text(sortedKeys: true) == #"{"a":[null,true,"x"],"b":1}"#)
  }

  @Test func escapesWhatMustBeEscapedAndNothingElse() {
    #expect(JSON.string("a\"b\\c\n\r\t\u{01}/é😀").text == #""a\"b\\c\n\r\t\u0001/é😀""#)
    #expect(JSON.string("\r\n").text == #""\r\n""#)
  }

  @Test(arguments: [
    #"{"a":[1,-2,0.50,1e9,"é"],"b":{},"c":[]}"#, "null", "9223372036854775807", "9223372036854775808", #""""#,
  ])
  func textSurvivesARoundTrip(text: String) throws {
    #expect(try JSON.parse(text).text == text)
  }

  @Test func readsEscapesAndSurrogatePairs() throws {
    #expect(try JSON.parse(#" "\u00e9\ud83d\ude00\/\n" "#) == .string("é😀/\n"))
  }

  @Test(arguments: [
    ("", 0), ("[1,]", 3), ("{\"a\" 1}", 5), ("01", 2), ("1.", 2), ("\"\\ud800\"", 7), ("\"a", 2), ("true x", 5),
    ("{a:1}", 1), ("\"\\x\"", 2), ("nul", 0),
  ])
  func mistakesCarryTheirOffset(text: String, offset: Int) {
    let error = #expect(throws: JSONError.self) { try JSON.parse(text) }
    #expect(error?.offset == offset)
  }

  @Test func bytesThatAreNoUTF8AreRefused() {
    let error = #expect(throws: JSONError.self) { try JSON.parse([0x22, 0xC3, 0x28, 0x22] as [UInt8]) }
    #expect(error?.description == "the text is no UTF-8 at byte 0")
  }

  @Test func numbersKeepTheirText() throws {
    let text = #"{"b":[1,-0.00400,1e+9],"a":{"x":"é\"\\\n\u0001"}}"#
    #expect(try JSON.parse(text).text == text)
  }

  @Test func deepNestingIsAnErrorAndNoCrash() {
    #expect(throws: JSONError.self) { try JSON.parse(String(repeating: "[", count: 100_000)) }
  }

  @Test func findsAKey() throws {
    let value = try JSON.parse(#"{"a":1,"b":"x"}"#)
    #expect(value["b"] == .string("x"))
    #expect(value["c"] == nil)
  }
}
