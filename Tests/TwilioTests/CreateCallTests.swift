import Testing

@testable import Twilio

@Suite struct CreateCallTests {
  static func full() -> CreateCall {
    var call = CreateCall(
      to: "+14155550123", from: "+15005550006", instructions: .twiml("<Response><Say>Hi</Say></Response>"))
    call.timeout = 25
    call.timeLimit = 119
    call.machineDetection = .enable
    call.record = true
    call.statusCallback = .init(
      url: "https://dialer.example.com/s?a=1#rc=3", events: [.initiated, .ringing, .answered, .completed])
    return call
  }

  @Test func formComesBack() throws {
    let form = Self.full().form
    #expect(try CreateCall(decoding: Form(decoding: form.encoded)) == Self.full())
    #expect(form.values(of: "StatusCallbackEvent") == ["initiated", "ringing", "answered", "completed"])
    #expect(form["TimeLimit"] == "119")
  }

  @Test func refusalsComeInTheApisOrder() {
    func code(_ text: String) -> Int? {
      do throws(TwilioError) { _ = try CreateCall(decoding: Form(decoding: text)) } catch { return error.code }
      return nil
    }
    #expect(code("") == 21201)
    #expect(code("To=") == 21201)
    #expect(code("To=%2B14155550123") == 21205)
    #expect(code("To=%2B14155550123&Url=nowhere") == 21205)
    #expect(code("To=%2B14155550123&Twiml=x") == 21213)
    let base = "To=%2B14155550123&From=%2B15005550006&Twiml=x"
    #expect(code(base) == nil)
    #expect(code(base + "&Timeout=601") == 21208)
    #expect(code(base + "&SendDigits=x") == 21206)
    #expect(code(base + "&MachineDetection=Maybe") == 21234)
    #expect(code(base + "&StatusCallback=http://a_b.example.com/") == 21609)
    #expect(code(base + "&StatusCallback=http://a.example.com/&StatusCallbackMethod=PUT") == 21209)
    #expect(code(base + String(repeating: "x", count: 4_000)) == 32018)
    #expect(code(base + "&ApplicationSid=AP1") == 21218)
  }

  @Test func urlWinsOverTwimlAndUnknownFieldsAreNamed() throws {
    let form = Form(
      decoding: "To=%2B14155550123&From=%2B15005550006&Twiml=x&Url=https://dialer.example.com/t&Colour=red")
    let call = try CreateCall(decoding: form)
    #expect(call.instructions == .url("https://dialer.example.com/t", method: "POST"))
    #expect(call.unrecognized == ["Colour"])
  }

  @Test func sendDigitsSwitchOffMachineDetection() throws {
    let form = Form(
      decoding: "To=%2B14155550123&From=%2B15005550006&Twiml=x&SendDigits=1w2&MachineDetection=Enable")
    #expect(try CreateCall(decoding: form).machineDetection == nil)
  }
}

@Suite struct ErrorTests {
  @Test func bodyComesBack() {
    let error = TwilioError(code: 21211, message: "The phone number is not valid.", status: 400)
    #expect(
      error.json
        == #"{"code":21211,"message":"The phone number is not valid.","#
        + #""more_info":"https://www.twilio.com/docs/errors/21211","status":400}"#)
    #expect(TwilioError(status: 400, body: Array(error.json.utf8)) == error)
  }

  @Test func newerAndForeignBodies() {
    let problem = TwilioError(
      status: 429, body: Array(#"{"type":"x","title":"Too many","status":429,"code":20429,"detail":"slow down"}"#.utf8))
    #expect(problem == TwilioError(code: 20429, message: "slow down", status: 429))
    let page = TwilioError(status: 502, body: Array("<html>Bad gateway</html>".utf8))
    #expect(page.code == nil)
    #expect(page.message == "HTTP status 502 without a message")
  }

  @Test func everyCodeStandsOnceWithAMeaning() {
    let codes = ErrorTable.entries.map(\.code)
    #expect(codes == Array(Set(codes)).sorted())
    #expect(ErrorTable.entries.allSatisfy { !$0.meaning.isEmpty && !$0.meaning.hasSuffix(".") })
    #expect(ErrorTable.entry(1) == nil)
  }

  @Test(arguments: [
    (20003, ErrorAction.stopAccount), (10001, .stopAccount), (20005, .stopAccount), (20008, .stopAccount),
    (20403, .stopAccount), (20006, .stopAccount), (20004, .bug), (20404, .lookAgain), (20422, .bug),
    (20001, .bug), (20429, .backOff), (10004, .stopCampaign), (22005, .stopAccount), (20500, .ambiguous),
    (20503, .ambiguous), (21201, .parkNumber), (21202, .parkNumber), (21203, .stopCountry), (21205, .stopCampaign),
    (21206, .stopCampaign), (21208, .stopCampaign), (21209, .stopCampaign), (21218, .stopCampaign),
    (21234, .stopCampaign), (21609, .stopCampaign), (32018, .stopCampaign), (21210, .stopCallerID),
    (21211, .parkNumber), (21212, .stopCallerID), (21213, .bug), (21214, .parkNumber), (21215, .stopCountry),
    (21216, .parkNumber), (21217, .parkNumber), (21219, .stopAccount), (21220, .alreadyEnded), (13223, .parkNumber),
    (13227, .stopCountry), (32017, .alert), (11200, .stopCampaign), (11243, .stopCampaign), (12100, .stopCampaign),
    (13805, .alert),
  ])
  func actions(code: Int, action: ErrorAction) {
    #expect(ErrorTable.entry(code)?.action == action)
  }
}
