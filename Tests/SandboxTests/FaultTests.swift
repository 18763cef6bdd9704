import Campaigns
import Sandbox
import Simulation
import Testing
import Twilio

@Suite struct FaultTests {
  private let number = "+12125550142"

  /// The answers to three requests of which the second meets the fault (nil: closed without a byte), and the number of
  /// calls that exist afterwards.
  private func second(_ fault: Fault) async throws -> (answers: [RawAnswer?], calls: Int) {
    var fault = fault
    fault.nth = 2
    var answers: [RawAnswer?] = []
    var calls = 0
    try await withSandbox({ $0.scenario.faults = [fault] }) { client async throws in
      for _ in 1...3 {
        answers.append(try await client.send("POST", client.calls, LoopbackClient.form(number).encoded))
      }
      let report = try await client.get("/sandbox/report").json
      #expect(report["faults"]?[fault.kind.rawValue] == .integer(1))
      calls = try CallList(parsing: try await client.get(client.calls).body).calls.count
      #expect(report["calls"] == .integer(Int64(calls)))
    }
    #expect(answers.first??.status == 201 && answers.last??.status == 201)
    return (answers, calls)
  }

  @Test func `429 refuses without a call`() async throws {
    let (answers, calls) = try await second(Fault(kind: .tooManyRequests))
    #expect(answers[1]?.status == 429 && answers[1]?.code == 20_429 && calls == 2)
  }

  @Test func `500 before the call, and after it, look the same`() async throws {
    let (before, without) = try await second(Fault(kind: .errorBefore))
    let (after, with) = try await second(Fault(kind: .errorAfter))
    #expect(before[1]?.status == 500 && before[1]?.text == after[1]?.text)
    #expect(without == 2 && with == 3)
  }

  @Test(arguments: [(true, 3), (false, 2)])
  func `The connection is closed after the request was read`(placed: Bool, expected: Int) async throws {
    let (answers, calls) = try await second(Fault(kind: .closeAfterRequest, placed: placed))
    #expect(answers[1] == nil && calls == expected)
  }

  @Test func `A cut answer stops in the middle of the call that exists`() async throws {
    let (answers, calls) = try await second(Fault(kind: .cutAnswer))
    #expect(answers[1]?.status == 201 && answers[1]?.isWhole == false && calls == 3)
    #expect(answers[1]?.text.hasPrefix("{\"sid\":\"CA") == true)
  }

  @Test func `A slow answer is whole`() async throws {
    let (answers, calls) = try await second(Fault(kind: .slow, delay: .milliseconds(1)))
    #expect(answers[1]?.status == 201 && answers[1]?.isWhole == true && calls == 3)
  }

  @Test func `An outage answers everything with a gateway's page while it lasts`() async throws {
    let outage = Fault(kind: .outage, from: after(1_000), to: after(2_000))
    try await withSandbox({ $0.scenario.faults = [outage] }) { client async throws in
      #expect(try await client.create(number).status == 201)
      try await client.step(to: after(1_000))
      for answer in [try await client.create(number), try await client.get(client.calls)] {
        #expect(answer.status == 503 && answer.text.hasPrefix("<html>"))
      }
      try await client.step(to: after(2_000))
      #expect(try await client.create(number).status == 201)
      #expect(try await client.get("/sandbox/report").json["faults"]?["outage"] == .integer(2))
    }
  }

  @Test func `Every third request to one number meets its fault`() async throws {
    let fault = Fault(kind: .errorBefore, number: NumberPattern("+1212*"), every: 3)
    try await withSandbox({ $0.scenario.faults = [fault] }) { client async throws in
      var answers: [Int] = []
      for _ in 1...6 {
        answers.append(try await client.create(number).status)
        #expect(try await client.create("+13125550142").status == 201)
      }
      #expect(answers == [201, 201, 500, 201, 201, 500])
    }
  }
}
