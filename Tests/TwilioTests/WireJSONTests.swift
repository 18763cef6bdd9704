import Testing

@testable import Twilio

@Suite struct WireJSONTests {
  @Test func writesBackWhatItRead() throws {
    let text = #"{"b":[1,-0.00400,1e+9,true,false,null],"a":{"x":"é\"\\\n\u0001"},"b":[]}"#
    #expect(try WireJSON(parsing: text).serialized == text)
  }

  @Test func readsEscapesAndSpace() throws {
    let value = try WireJSON(parsing: " [ \"\\u00e9\\ud83d\\ude00\\/\\b\\f\\t\" , {} ] \n")
    #expect(value == .array([.string("é😀/\u{8}\u{C}\t"), .object([])]))
  }

  @Test func looksUpMembers() throws {
    let value = try WireJSON(parsing: #"{"n":"12","m":7,"empty":"","list":[1]}"#)
    #expect(value["n"]?.integer == 12)
    #expect(value["m"]?.integer == 7)
    #expect(value["m"]?.text == "7")
    #expect(value["empty"]?.text == "")
    #expect(value["empty"]?.filledText == nil)
    #expect(value["list"]?.elements == [.number("1")])
    #expect(value["absent"] == nil)
  }

  @Test(arguments: [
    ("", 0), ("{", 1), ("[1,]", 3), ("{\"a\" 1}", 5), ("tru", 0), ("01", 1), ("1.", 2), ("-", 1), ("\"a", 2),
    ("\"\n\"", 1), ("\"\\x\"", 2), ("\"\\ud800\"", 7), ("\"\\u12g4\"", 5), ("[] x", 3), ("<html>", 0), ("1e", 2),
  ])
  func saysWhereItStops(text: String, offset: Int) {
    let error = #expect(throws: WireJSONError.self) { try WireJSON(parsing: text) }
    #expect(error?.offset == offset)
  }

  @Test func refusesWhatIsNoUTF8() {
    #expect(throws: WireJSONError(offset: 0, expected: "text in UTF-8")) {
      try WireJSON(parsing: [0x22, 0xC3, 0x28, 0x22])
    }
  }

  @Test func depthIsBounded() {
    let deep = { (levels: Int) in
      String(repeating: "[", count: levels) + "1" + String(repeating: "]", count: levels)
    }
    #expect(throws: Never.self) { try WireJSON(parsing: deep(WireJSON.depthLimit)) }
    #expect(throws: WireJSONError.self) { try WireJSON(parsing: deep(WireJSON.depthLimit + 1)) }
    #expect(throws: WireJSONError.self) { try WireJSON(parsing: String(repeating: "[", count: 1_000_000)) }
  }
}
