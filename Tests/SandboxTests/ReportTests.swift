import Campaigns
import Sandbox
import Simulation
import Testing
import Twilio

@Suite struct ReportTests {
  @Test func `The report counts calls, rings per number, concurrency, rate and refusals`() async throws {
    try await withSandbox { client async throws in
      for last in [42, 42, 43] { _ = try await client.created("+121255501\(last)") }
      _ = try await client.create("+15005550002")
      try await client.step(to: after(999))
      _ = try await client.created("+12125550144")
      try await client.step(to: start + .minutes(2))
      _ = try await client.created("+12125550142")
      #expect(
        try await client.get("/sandbox/report").text
          == "{\"calls\":5,\"by_number\":{\"+12125550142\":3,\"+12125550143\":1,\"+12125550144\":1},"
          + "\"max_per_number\":3,\"max_active\":4,\"max_per_sliding_second\":5,"
          + "\"refused\":{\"21214\":1},\"faults\":{}}"
      )
    }
  }

  @Test func `A call is active until its real end, not until the end is known`() async throws {
    try await withSandbox { client async throws in
      _ = try await client.created("+12125550142")
      try await client.step(to: after(25_200))
      _ = try await client.created("+12125550142")
      #expect(try await client.get("/sandbox/report").json["max_active"] == .integer(1))
      try await client.step(to: after(50_399))
      _ = try await client.created("+12125550142")
      #expect(try await client.get("/sandbox/report").json["max_active"] == .integer(2))
    }
  }

  @Test func `A second apart is not within one second`() async throws {
    try await withSandbox { client async throws in
      for second: Int64 in 0..<3 {
        try await client.step(to: after(second * 1_000))
        _ = try await client.created("+12125550142")
      }
      #expect(try await client.get("/sandbox/report").json["max_per_sliding_second"] == .integer(1))
    }
  }

  @Test func `Requests at once do not lose each other`() async throws {
    try await withSandbox { client async throws in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for last in 10..<60 { group.addTask { try await client.create("+121255501\(last)").status } }
        for try await status in group { #expect(status == 201) }
      }
      let report = try await client.get("/sandbox/report").json
      #expect(report["calls"] == .integer(50) && report["max_per_number"] == .integer(1))
    }
  }
}
