// The set of campaigns that was loaded last.

extension SQLiteStore {
  package func recordRunning(_ campaigns: [RunningCampaign]) throws(StoreError) {
    enter()
    defer { leave() }
    try connection.transaction { () throws(StoreError) in
      try connection.statement("DELETE FROM running").run()
      for one in campaigns {
        try connection.statement("INSERT INTO running (campaign, revision) VALUES (?, ?)")
          .run([.text(one.campaign), .text(one.revision)])
      }
    }
  }

  package func runningCampaigns() throws(StoreError) -> [RunningCampaign] {
    enter()
    defer { leave() }
    let row = try connection.statement("SELECT campaign, revision FROM running ORDER BY campaign")
    var all: [RunningCampaign] = []
    try row.forEach { () throws(StoreError) in
      all.append(RunningCampaign(campaign: row.text(0), revision: row.text(1)))
    }
    return all
  }
}

/// One campaign of the set that was loaded last.
package struct RunningCampaign: Sendable, Equatable {
  package var campaign: String
  /// The key of its text: `Store.revisionText`.
  package var revision: String
  package init(campaign: String, revision: String) {
    self.campaign = campaign
    self.revision = revision
  }
}
