import Testing

@testable import ActivityStore

@Suite struct FieldsTextTests {
  private func decode(_ text: String) -> [String?]? {
    var text = text
    return text.withUTF8 { FieldsText.decode($0) }
  }

  private static let samples: [[String?]] = [
    [], ["a"], [nil, "b"], ["a", nil, "c"], ["", "x"], ["say \"hi\"", "back\\slash", "line\nend\ttab\u{1}"],
    ["é", "日本", "👩‍👩‍👧"], ["\\u0041", "\\", "\""], ["null", "[", ",", "]"],
  ]

  @Test(arguments: samples)
  func whatIsWrittenIsRead(fields: [String?]) {
    #expect(decode(FieldsText.encode(fields)) == fields)
  }

  @Test func nullsAtTheEndAreLeftOut() {
    #expect(FieldsText.encode(["a", nil, nil]) == #"["a"]"#)
    #expect(FieldsText.encode([nil, nil] as [String?]) == "[]")
  }

  @Test(arguments: ["", "[", "x", #"["a"#, #"["a]"#, "[1]", #"["a" "b"]"#, #"["\"]"#, #"["\u00zz"]"#])
  func anythingElseIsNil(text: String) {
    #expect(decode(text) == nil)
  }
}
