import Campaigns
import Testing

@testable import Twilio

@Suite struct CallResourceTests {
  static let call = "CA" + String(repeating: "0", count: 31) + "1"
  static let account = "AC" + String(repeating: "0", count: 31) + "2"

  static func sample() -> CallResource {
    var call = CallResource(sid: call, accountSid: account, to: "+14155550123", from: "+15005550006")
    call.status = .completed
    call.dateCreated = 1_781_016_693
    call.startTime = 1_781_016_694
    call.endTime = 1_781_016_704
    call.duration = 10
    call.price = "-0.01400"
    call.answeredBy = "human"
    return call
  }

  @Test func jsonComesBack() throws {
    let call = Self.sample()
    #expect(try CallResource(parsing: Array(call.json.utf8)) == call)
  }

  @Test func keysStandInTheApisOrderAndNumbersAreStrings() throws {
    let json = Self.sample().json
    guard case .object(let members) = try JSON.parse(json) else { Issue.record("no object"); return }
    #expect(
      members.map(\.0) == [
        "sid", "date_created", "date_updated", "parent_call_sid", "account_sid", "to", "to_formatted", "from",
        "from_formatted", "phone_number_sid", "status", "start_time", "end_time", "duration", "price", "price_unit",
        "direction", "answered_by", "annotation", "api_version", "forwarded_from", "group_sid", "caller_name",
        "queue_time", "trunk_sid", "uri", "subresource_uris",
      ])
    #expect(json.contains(#""duration":"10""#))
    #expect(json.contains(#""date_created":"Tue, 09 Jun 2026 14:51:33 +0000""#))
    #expect(json.contains(#""to_formatted":"(415) 555-0123""#))
    #expect(json.contains("/Calls/\(Self.call)/UserDefinedMessageSubscriptions.json"))
  }

  @Test(arguments: [("null", Int?.none), ("\"\"", nil), ("\"0\"", 0), ("0", 0), ("\"61\"", 61)])
  func durationIsRead(text: String, duration: Int?) throws {
    let json = Self.sample().json.replacing(#""duration":"10""#, with: #""duration":\#(text),"new_key":{"x":1}"#)
    #expect(try CallResource(parsing: Array(json.utf8)).duration == duration)
  }

  @Test func whatMustBeThereIsNamed() {
    let json = Self.sample().json
    #expect(throws: CallResourceError.badField(name: "sid", value: "CA1")) {
      try CallResource(parsing: Array(json.replacing("\"sid\":\"\(Self.call)\"", with: "\"sid\":\"CA1\"").utf8))
    }
    #expect(throws: CallResourceError.badField(name: "status", value: "dreaming")) {
      try CallResource(parsing: Array(json.replacing("\"completed\"", with: "\"dreaming\"").utf8))
    }
    #expect(throws: CallResourceError.badField(name: "sid", value: nil)) {
      try CallResource(parsing: Array("{}".utf8))
    }
    #expect(throws: CallResourceError.self) { try CallResource(parsing: Array("<html></html>".utf8)) }
  }

  @Test func listsComeBack() throws {
    let list = CallList(
      calls: [Self.sample()], page: 1, pageSize: 1, start: 1, uri: "/x?Page=1", nextPageURI: "/x?Page=2&PageToken=t")
    #expect(try CallList(parsing: Array(list.json.utf8)) == list)
    #expect(list.json.contains(#""end":1,"#))
    #expect(list.json.contains(#""previous_page_uri":null"#))
    #expect(throws: CallResourceError.self) { try CallList(parsing: Array(#"{"calls":[{}]}"#.utf8)) }
  }
}

@Suite struct SmallWordsTests {
  @Test func sidsHaveTheirShape() {
    let sid = Sid.make(.call, high: 0xABC, low: 1)
    #expect(sid == "CA0000000000000abc0000000000000001")
    #expect(Sid.isValid(sid, .call))
    #expect(!Sid.isValid(sid, .account))
    #expect(!Sid.isValid(sid + "0", .call))
    #expect(!Sid.isValid("CA0000000000000abg0000000000000001", .call))
    #expect(Sid.isValid("AC" + String(repeating: "F", count: 32), .account))
  }

  @Test func numbersAsTextAndDigits() {
    #expect(E164.digits("+14155550123") == 14_155_550_123)
    #expect(E164.text(442_079_460_123) == "+442079460123")
    #expect(E164.formatted("+442079460123") == "+442079460123")
    for text in ["", "+", "14155550123", "+04155550123", "+1415555", "+1415555012345678", "+1 4155550123", "client:a"] {
      #expect(E164.digits(text) == nil || text == "+1415555", "\(text)")
    }
  }

  @Test func eventsAnnounceStatuses() {
    #expect(CallEvent(announcing: .queued) == nil)
    #expect(CallEvent(announcing: .inProgress) == .answered)
    #expect(CallStatus.allCases.filter(\.isTerminal).allSatisfy { CallEvent(announcing: $0) == .completed })
    #expect(CallStatus.allCases.filter { !$0.isOnResource } == [.initiated])
    #expect(AnsweredBy.allCases.filter { !$0.isMachine } == [.human, .unknown])
  }
}
