// The files of the last load that was taken.

/// One file of the last load that was taken, as it was read.
package struct GoodFile: Sendable, Equatable {
  package enum Role: String, Sendable { case configuration, campaign, calendar, rates }
  package var role: Role
  /// As diagnostics print it.
  package var path: String
  package var text: String
  package init(role: Role, path: String, text: String) {
    self.role = role
    self.path = path
    self.text = text
  }
}

extension SQLiteStore {
  package func recordGoodFiles(_ files: [GoodFile]) throws(StoreError) {
    enter()
    defer { leave() }
    try connection.transaction { () throws(StoreError) in
      try connection.statement("DELETE FROM good_files").run()
      for file in files {
        try connection.statement("INSERT INTO good_files (path, role, text) VALUES (?, ?, ?)")
          .run([.text(file.path), .text(file.role.rawValue), .text(file.text)])
      }
    }
  }

  package func goodFiles() throws(StoreError) -> [GoodFile] {
    enter()
    defer { leave() }
    let row = try connection.statement("SELECT path, role, text FROM good_files ORDER BY path")
    var all: [GoodFile] = []
    try row.forEach { () throws(StoreError) in
      guard let role = GoodFile.Role(rawValue: row.text(1)) else {
        throw .corrupt(path: path, detail: "the kept file \(row.text(0)) has the role \(row.text(1))")
      }
      all.append(GoodFile(role: role, path: row.text(0), text: row.text(2)))
    }
    return all
  }
}
