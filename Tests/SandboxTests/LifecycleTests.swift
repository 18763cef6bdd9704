import Campaigns
import Sandbox
import Simulation
import Testing
import Twilio

@Suite struct LifecycleTests {
  /// Ends in 0142: answered by a person after 5 s, who talks for 20 s; setup 200 ms, news 1 s.
  private let person = "+12125550142"

  @Test func `A call is queued at once, then rings, talks and completes as the clock is stepped`() async throws {
    try await withSandbox { client async throws in
      let created = try await client.create(person)
      #expect(created.status == 201)
      #expect(created.headers["date"] == "Tue, 02 Mar 2027 14:00:00 GMT")
      let call = try CallResource(parsing: created.body)
      #expect(call.status == .queued && call.startTime == nil && call.queueTime == 0)
      let steps: [(Int64, CallStatus)] = [
        (1_199, .queued), (1_200, .ringing), (6_199, .ringing), (6_200, .inProgress), (26_199, .inProgress),
        (26_200, .completed),
      ]
      for (milliseconds, status) in steps {
        #expect(try await client.step(to: after(milliseconds)) == 200)
        let shown = try await client.fetch(call.sid)
        #expect(shown.status == status, "after \(milliseconds) ms")
        #expect((shown.startTime == nil) == (status == .queued))
      }
    }
  }

  @Test func `The price comes late, negative, by minutes begun`() async throws {
    try await withSandbox { client async throws in
      let sid = try await client.created(person).sid
      try await client.step(to: after(31_199))
      let ended = try await client.fetch(sid)
      #expect(ended.status == .completed && ended.duration == 20 && ended.price == nil)
      #expect(ended.endTime == after(25_200).seconds)
      try await client.step(to: after(31_200))
      let priced = try await client.get(CallsPath.call(sid, account: LoopbackClient.account))
      #expect(priced.json["price"] == .string("-0.01400"))
      #expect(priced.json["duration"] == .string("20"))
      #expect(priced.json["end_time"] == .string("Tue, 02 Mar 2027 14:00:25 +0000"))
    }
  }

  @Test(arguments: [
    ("0101", CallStatus.busy), ("0102", .noAnswer), ("0103", .failed), ("0104", .completed), ("0107", .completed),
  ])
  func `The last four digits decide without a scenario`(digits: String, status: CallStatus) async throws {
    try await withSandbox { client async throws in
      let sid = try await client.created("+1212555\(digits)", [.init("TimeLimit", "59")]).sid
      try await client.step(to: start + .minutes(5))
      let call = try await client.fetch(sid)
      #expect(call.status == status)
      #expect(call.answeredBy == nil)
      #expect((call.price == nil) == (status != .completed))
      if digits == "0107" { #expect(call.duration == 59) }
    }
  }

  @Test func `Timeout, TimeLimit and machine detection are honoured`() async throws {
    try await withSandbox { client async throws in
      let short = try await client.created("+12125550109", [.init("Timeout", "29")]).sid
      let patient = try await client.created("+13125550109", [.init("Timeout", "31"), .init("TimeLimit", "7")]).sid
      let machine = try await client.created("+12125550104", [.init("MachineDetection", "Enable")]).sid
      let beep = try await client.created("+13125550104", [.init("MachineDetection", "DetectMessageEnd")]).sid
      try await client.step(to: after(30_200))
      #expect(try await client.fetch(short).status == .noAnswer)
      #expect(try await client.fetch(patient).status == .ringing)
      try await client.step(to: after(38_200))
      #expect(try await client.fetch(patient).duration == 7)
      #expect(try await client.fetch(machine).answeredBy == "machine_start")
      #expect(try await client.fetch(beep).answeredBy == "machine_end_beep")
    }
  }

  @Test func `The clock tells the next change and refuses to go back`() async throws {
    try await withSandbox { client async throws in
      let idle = try await client.get("/sandbox/clock").json
      #expect(idle["now"] == .string("2027-03-02T14:00:00.000000Z"))
      #expect(idle["next_event"] == .null && idle["stepped"] == .bool(true))
      let sid = try await client.created(person).sid
      for milliseconds: Int64 in [1_200, 6_200, 26_200, 31_200] {
        let next = try await client.get("/sandbox/clock").json["next_event"]
        #expect(next == .string(after(milliseconds).rfc3339Microseconds))
        try await client.step(to: after(milliseconds))
      }
      #expect(try await client.get("/sandbox/clock").json["next_event"] == .null)
      #expect(try await client.step(to: after(31_199)) == 409)
      #expect(try await client.answered("POST", "/sandbox/clock", "{\"to\":\"soon\"}").status == 400)
      #expect(try await client.fetch(sid).price == "-0.01400")
    }
  }

  @Test func `A running clock cannot be stepped`() async throws {
    try await withSandbox({ $0.clock = .running(from: start, speed: 1_000) }) { client async throws in
      #expect(try await client.get("/sandbox/clock").json["stepped"] == .bool(false))
      #expect(try await client.step(to: start + .days(365)) == 409)
    }
  }

  @Test func `Ringing calls are canceled, answered ones only hung up, ended ones refused with 21220`() async throws {
    try await withSandbox { client async throws in
      let ringing = try await client.created(person).sid
      let talking = try await client.created("+13125550142").sid
      try await client.step(to: after(3_000))
      let canceled = try CallResource(parsing: try await client.update(ringing, "Status", "canceled").body)
      #expect(canceled.status == .canceled && canceled.endTime == after(3_000).seconds && canceled.price == nil)
      try await client.step(to: after(10_000))
      let refused = try CallResource(parsing: try await client.update(talking, "Status", "canceled").body)
      #expect(refused.status == .inProgress)
      let hungUp = try CallResource(parsing: try await client.update(talking, "Status", "completed").body)
      #expect(hungUp.status == .completed && hungUp.duration == 5)
      for sid in [ringing, talking] {
        let again = try await client.update(sid, "Status", "completed")
        #expect(again.status == 400 && again.code == 21_220)
      }
      #expect(try await client.get("/sandbox/clock").json["next_event"] == .string(after(15_000).rfc3339Microseconds))
    }
  }

  @Test func `Redirecting needs a call in progress, deleting one that is over`() async throws {
    try await withSandbox { client async throws in
      let sid = try await client.created(person).sid
      let path = CallsPath.call(sid, account: LoopbackClient.account)
      #expect(try await client.update(sid, "Twiml", "<Response/>").code == 21_220)
      #expect(try await client.answered("DELETE", path).code == 20_009)
      try await client.step(to: after(7_000))
      #expect(try await client.update(sid, "Twiml", "<Response/>").status == 200)
      try await client.step(to: after(40_000))
      #expect(try await client.answered("DELETE", path).status == 204)
      #expect(try await client.get(path).code == 20_404)
      #expect(try CallList(parsing: try await client.get(client.calls).body).calls.isEmpty)
    }
  }

  @Test func `The nth call to a number plays the nth outcome of its list, then the pattern`() async throws {
    let scenario = try Scenario.parse(
      """
      {"numbers": {"+12125550142": [{"outcome": "busy"}, {"outcome": "answered", "ring": "1s", "talk": "61s"}]},
       "patterns": [{"match": "+1212*", "outcome": "no-answer"}]}
      """)
    try await withSandbox({ $0.scenario = scenario }) { client async throws in
      var sids: [String] = []
      for _ in 1...3 { sids.append(try await client.created(person).sid) }
      try await client.step(to: start + .minutes(3))
      var ends: [CallStatus] = []
      for sid in sids { ends.append(try await client.fetch(sid).status) }
      #expect(ends == [.busy, .completed, .noAnswer])
      #expect(try await client.fetch(sids[1]).price == "-0.02800")
    }
  }
}
