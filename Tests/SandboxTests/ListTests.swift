import Campaigns
import Sandbox
import Testing
import Twilio

@Suite struct ListTests {
  private func list(_ client: LoopbackClient, _ query: String = "") async throws -> CallList {
    try CallList(parsing: try await client.get(client.calls + query).body)
  }

  @Test func `Pages go from the newest to the oldest, and a call created meanwhile moves nothing`() async throws {
    try await withSandbox { client async throws in
      var sids: [String] = []
      for last in 10..<17 { sids.append(try await client.created("+121255501\(last)").sid) }
      var page = try await list(client, "?PageSize=3")
      #expect(page.calls.map(\.sid) == [sids[6], sids[5], sids[4]])
      #expect(page.previousPageURI == nil && page.page == 0 && page.pageSize == 3)
      _ = try await client.created("+12125550120")
      var seen = page.calls.map(\.sid)
      while let next = page.nextPageURI {
        #expect(next.contains("Page=\(page.page + 1)") && next.contains("PageToken="))
        page = try CallList(parsing: try await client.get(next).body)
        seen += page.calls.map(\.sid)
      }
      #expect(seen == sids.reversed())
      #expect(page.page == 2 && page.start == 6 && page.previousPageURI != nil)
    }
  }

  @Test func `Filters select by number, caller, status and parent`() async throws {
    try await withSandbox({ $0.ownedNumbers.append(15_005_550_009) }) { client async throws in
      let busy = try await client.created("+12125550101").sid
      let first = try await client.created("+12125550142").sid
      let other = try CallResource(
        parsing: try await client.create("+12125550142", from: "+15005550009").body
      ).sid
      try await client.step(to: after(8_000))
      #expect(try await list(client, "?To=%2B12125550142").calls.map(\.sid) == [other, first])
      #expect(try await list(client, "?To=%2B12125550142&From=%2B15005550006").calls.map(\.sid) == [first])
      #expect(try await list(client, "?to=%2B12125550142").calls.count == 3)
      #expect(try await list(client, "?Status=busy").calls.map(\.sid) == [busy])
      #expect(try await list(client, "?Status=in-progress").calls.map(\.sid) == [other, first])
      #expect(try await list(client, "?Status=queued").calls.isEmpty)
      #expect(try await list(client, "?ParentCallSid=\(first)").calls.isEmpty)
    }
  }

  @Test func `Start times are days or instants, and a call not yet dialed matches none`() async throws {
    try await withSandbox { client async throws in
      let early = try await client.created("+12125550142").sid
      try await client.step(to: start + .hours(24))
      let late = try await client.created("+12125550143").sid
      #expect(try await list(client, "?StartTime%3E=2027-03-03").calls.isEmpty)
      try await client.step(to: start + .hours(24) + .seconds(2))
      #expect(try await list(client, "?StartTime%3E=2027-03-03").calls.map(\.sid) == [late])
      #expect(try await list(client, "?StartTime=2027-03-02").calls.map(\.sid) == [early])
      #expect(try await list(client, "?StartTime%3C=2027-03-02T14:00:00Z").calls.map(\.sid) == [early])
      #expect(try await list(client, "?EndTime%3C=2027-03-03").calls.map(\.sid) == [early])
    }
  }
}
