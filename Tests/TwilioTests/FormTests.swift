import Testing

@testable import Twilio

@Suite struct FormTests {
  @Test func encodesEveryByteThatIsNotItsOwn() {
    let form = Form([.init("To", "+14155550123"), .init("Say", "a b&c=d/é~*-._"), .init("", "")])
    #expect(form.encoded == "To=%2B14155550123&Say=a+b%26c%3Dd%2F%C3%A9%7E*-._&=")
  }

  @Test func repeatedNamesKeepTheirOrder() {
    var form = Form()
    form.append("E", "ringing")
    form.append("A", "1")
    form.append("E", "answered")
    form.append("B", nil)
    #expect(form.encoded == "E=ringing&A=1&E=answered")
    #expect(form.values(of: "E") == ["ringing", "answered"])
    #expect(form["E"] == "ringing")
    #expect(form["e"] == nil)
  }

  @Test func decodesWhatItEncoded() {
    let every = (0...0x24F).compactMap { Unicode.Scalar($0) }.map(String.init).joined() + "😀"
    let form = Form([.init(every, every), .init("x", "")])
    #expect(Form(decoding: form.encoded) == form)
  }

  @Test(arguments: [
    ("a=1&&b", [Form.Field("a", "1"), .init("b", "")]), ("a=%2", [.init("a", "%2")]),
    ("a=%zz+%41", [.init("a", "%zz A")]), ("a=b=c", [.init("a", "b=c")]), ("a=%FF", [.init("a", "\u{FFFD}")]),
    ("", []), ("StartTime%3E=2026-11-01", [.init("StartTime>", "2026-11-01")]),
  ])
  func decodingRefusesNothing(text: String, fields: [Form.Field]) {
    #expect(Form(decoding: text).fields == fields)
  }
}

@Suite struct TwilioDateTests {
  @Test(arguments: [
    ("Tue, 09 Jun 2026 14:51:33 +0000", Int64(1_781_016_693)), ("Thu, 01 Jan 1970 00:00:00 +0000", 0),
    ("Wed, 31 Dec 1969 23:59:59 +0000", -1), ("Thu, 29 Feb 2024 12:00:00 +0000", 1_709_208_000),
    ("Mon, 01 Jan 0001 00:00:00 +0000", -62_135_596_800),
  ])
  func textAndSecondsAgree(text: String, seconds: Int64) {
    #expect(TwilioDate.text(seconds: seconds) == text)
    #expect(TwilioDate.seconds(text) == seconds)
  }

  @Test func everyDayOfACenturyComesBack() {
    for day in Int64(0)...36_525 {
      #expect(TwilioDate.seconds(TwilioDate.text(seconds: day * 86_400 + 3_661)) == day * 86_400 + 3_661)
    }
  }

  @Test func otherZonesAndTheDateHeader() {
    #expect(TwilioDate.seconds("Tue, 09 Jun 2026 14:51:33 GMT") == 1_781_016_693)
    #expect(TwilioDate.seconds("Tue, 09 Jun 2026 16:51:33 +0200") == 1_781_016_693)
    #expect(TwilioDate.seconds("Tue, 9 Jun 2026 07:21:33 -0730") == 1_781_016_693)
  }

  @Test(arguments: [
    "", "2026-06-09T14:51:33Z", "Tue, 31 Feb 2026 14:51:33 +0000", "Tue, 09 Jun 2026 24:00:00 +0000",
    "Tue, 09 Jun 26 14:51:33 +0000", "Tue, 09 Jum 2026 14:51:33 +0000", "Tue, 09 Jun 2026 14:51:33 PST",
    "Tue 09 Jun 2026 14:51:33 +0000", "Tue, 09 Jun 2026 14:51 +0000", "Tue, 09 Jun 2026 14:51:33 +00:00",
  ])
  func whatIsNoDateIsNil(text: String) {
    #expect(TwilioDate.seconds(text) == nil)
  }
}
