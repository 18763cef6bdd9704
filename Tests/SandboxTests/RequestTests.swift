import Campaigns
import Sandbox
import Testing
import Twilio

@Suite struct RequestTests {
  private let person = "+12125550142"

  @Test func `Wrong credentials get 401 and code 20003`() async throws {
    try await withSandbox { client async throws in
      var stranger = client
      stranger.authorization = "Basic d3Jvbmc="
      let answer = try await stranger.create(person)
      #expect(answer.status == 401)
      #expect(
        answer.text == "{\"code\":20003,\"message\":\"Authenticate\","
          + "\"more_info\":\"https://www.twilio.com/docs/errors/20003\",\"status\":401}")
      #expect(answer.headers["www-authenticate"] == "Basic realm=\"Twilio API\"")
    }
  }

  @Test func `What does not exist gets 404 and code 20404 with its path`() async throws {
    try await withSandbox { client async throws in
      let path = CallsPath.call("CA00000000000000000000000000000001", account: LoopbackClient.account)
      let answer = try await client.get(path)
      #expect(answer.status == 404 && answer.code == 20_404)
      #expect(answer.json["message"]?.scalar == "The requested resource \(path) was not found")
      let other = CallsPath.calls(account: "AC00000000000000000000000000000002")
      #expect(try await client.get(other).code == 20_404)
      #expect(try await client.get("/sandbox/nothing").status == 404)
      #expect(try await client.answered("PUT", client.calls).code == 20_004)
    }
  }

  @Test func `Fields are refused in Twilio's order`() async throws {
    try await withSandbox { client async throws in
      let twiml = Form.Field("Twiml", "<Response/>")
      let to = Form.Field("To", person)
      let from = Form.Field("From", LoopbackClient.from)
      let cases: [([Form.Field], Int)] = [
        ([], 21_201), ([to], 21_205), ([to, twiml], 21_213),
        ([to, from, .init("Twiml", String(repeating: "x", count: 4_001))], 32_018),
        ([to, from, twiml, .init("Timeout", "601")], 21_208),
        ([.init("To", LoopbackClient.from), from, twiml], 21_211), ([.init("To", "12"), from, twiml], 21_211),
        ([to, .init("From", "me"), twiml], 21_212), ([to, .init("From", "+15005550009"), twiml], 21_210),
      ]
      for (fields, code) in cases {
        let answer = try await client.post(client.calls, Form(fields))
        #expect(answer.status == 400 && answer.code == code)
      }
      #expect(try await client.get("/sandbox/report").json["calls"] == .integer(0))
    }
  }

  @Test(arguments: [("1", 21_217), ("2", 21_214), ("3", 21_215), ("4", 21_216)])
  func `Magic numbers of the test credentials are refused`(digit: String, code: Int) async throws {
    try await withSandbox { client async throws in
      #expect(try await client.create("+1500555000\(digit)").code == code)
      #expect(try await client.create(person, from: "+15005550001").code == 21_212)
    }
  }

  @Test func `Unknown parameters are ignored and remembered`() async throws {
    try await withSandbox { client async throws in
      #expect(try await client.create(person, [.init("Colour", "red")]).status == 201)
      #expect(try await client.get("/sandbox/ignored-parameters").text == "{\"Colour\":1}")
    }
  }

  @Test func `Paths work without their suffix`() async throws {
    try await withSandbox { client async throws in
      let path = "/2010-04-01/Accounts/\(LoopbackClient.account)/Calls"
      let call = try CallResource(parsing: try await client.post(path, LoopbackClient.form(person)).body)
      #expect(try await client.get("\(path)/\(call.sid)").status == 200)
    }
  }

  @Test func `The account, its numbers and its balance can be read`() async throws {
    try await withSandbox { client async throws in
      let base = "/2010-04-01/Accounts/\(LoopbackClient.account)"
      #expect(try await client.get(base + ".json").json["status"] == .string("active"))
      let numbers = try await client.get(base + "/IncomingPhoneNumbers.json").json["incoming_phone_numbers"]?.elements
      #expect(numbers?.map { $0["phone_number"]?.scalar } == ["+15005550006"])
      let none = try await client.get(base + "/IncomingPhoneNumbers.json?PhoneNumber=%2B12125550142")
      #expect(none.json["incoming_phone_numbers"]?.elements?.isEmpty == true)
      #expect(try await client.get(base + "/Balance.json").json["currency"] == .string("USD"))
    }
  }

  @Test func `Sids are the same for the same seed and valid in shape`() async throws {
    var sids: [[String]] = []
    for seed: UInt64 in [1, 1, 2] {
      try await withSandbox({ $0.seed = seed }) { client async throws in
        sids.append([try await client.created(person).sid, try await client.created(person).sid])
      }
    }
    #expect(sids[0] == sids[1])
    #expect(Set(sids.joined()).count == 4)
    #expect(sids.joined().allSatisfy { Sid.isValid($0, .call) })
  }

  @Test func `Listening where others can reach it must be asked for`() async throws {
    var options = SandboxOptions(accountSid: LoopbackClient.account, authToken: LoopbackClient.token)
    for host in ["0.0.0.0", "192.0.2.1", "::", "127.0.0.1.example.com"] {
      options.host = host
      let refused = options
      await #expect(throws: SandboxError.self) { try await SandboxServer.start(refused) }
    }
    options.host = "::1"
    options.port = -1
    let impossible = options
    await #expect(throws: SandboxError.self) { try await SandboxServer.start(impossible) }
  }
}
