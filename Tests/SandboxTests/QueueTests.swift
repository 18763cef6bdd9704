import Campaigns
import Sandbox
import Testing
import Twilio

@Suite struct QueueTests {
  private func withQueue(_ body: (LoopbackClient) async throws -> Void) async throws {
    try await withSandbox({ $0.callsPerSecond = .perSecond(thousandths: 1_000) }, body)
  }

  @Test func `Calls beyond one a second wait their turn and say how long`() async throws {
    try await withQueue { client async throws in
      var calls: [CallResource] = []
      for last in 10...13 { calls.append(try await client.created("+121255501\(last)")) }
      #expect(calls.map(\.queueTime) == [0, 1_000, 2_000, 3_000])
      try await client.step(to: after(2_300))
      var shown: [CallStatus] = []
      for call in calls { shown.append(try await client.fetch(call.sid).status) }
      #expect(shown == [.ringing, .ringing, .queued, .queued])
      try await client.step(to: after(10_000))
      #expect(try await client.fetch(calls[3].sid).startTime == after(3_000).seconds)
    }
  }

  @Test func `A waiting call can be canceled and leaves its turn to the next`() async throws {
    try await withQueue { client async throws in
      _ = try await client.created("+12125550110")
      let gone = try await client.created("+12125550111").sid
      let next = try await client.created("+12125550112").sid
      let answer = try await client.update(gone, "Status", "canceled")
      #expect(try CallResource(parsing: answer.body).status == .canceled)
      try await client.step(to: after(2_200))
      #expect(try await client.fetch(next).status == .ringing)
      #expect(try await client.fetch(next).startTime == after(1_000).seconds)
      #expect(try await client.fetch(gone).startTime == nil)
      try await client.step(to: start + .minutes(1))
      #expect(try await client.fetch(gone).status == .canceled)
    }
  }

  @Test func `A call that comes after a pause does not wait`() async throws {
    try await withQueue { client async throws in
      _ = try await client.created("+12125550110")
      try await client.step(to: after(1_000))
      #expect(try await client.created("+12125550111").queueTime == 0)
      try await client.step(to: after(1_999))
      #expect(try await client.created("+12125550112").queueTime == 1)
    }
  }

  @Test func `More than a day of waiting calls is refused`() async throws {
    try await withSandbox({ $0.callsPerSecond = .perSecond(thousandths: 1) }) { client async throws in
      for _ in 0..<87 { #expect(try await client.create("+12125550142").status == 201) }
      #expect(try await client.create("+12125550142").code == 22_005)
    }
  }
}
