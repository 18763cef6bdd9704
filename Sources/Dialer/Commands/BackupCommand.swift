import ActivityStore
import ArgumentParser

/// `dialer backup`.
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copies the store to a file, also beside a running daemon: one moment, complete or not at all.",
    discussion: """
      The copy is readable by its owner alone. Customers who are erased later are still in it: keep it no longer than
      you must, and keep STORE.erasures beside a store that you restore, so that they are erased again.

        dialer backup dialer-2027-03-02.db

      Exit: 73 the file exists or cannot be written, 77 who asks is no operator.
      """)

  @OptionGroup var common: ConfigurationOptions
  @Argument(help: ArgumentHelp("Where the copy goes.", valueName: "file")) var file: String
  @Flag(help: "Replace what lies there.") var force = false

  /// The copy holds every name and number, so that reading rights on the store's file are not enough.
  ///
  /// - Throws: `Failure` 77 naming who may.
  static func requireOperator(_ account: AccountFile, user: String = Permissions.currentUser) throws(Failure) {
    let permissions = Permissions(account.configuration, storePath: account.storePath, daemonUser: nil)
    guard let refusal = permissions.refusal(of: "back the store up", needing: .operator, to: user) else { return }
    OfflineRefusal.note("backup", refusal, to: user, in: account.storePath)
    throw refusal
  }

  func run() async throws {
    try await reporting {
      let account = try AccountFile.load(config: common.config)
      try Self.requireOperator(account)
      let store = try account.openForReading()
      let report: BackupReport
      do throws(StoreError) {
        report = try store.backup(to: file, replacing: force)
      } catch .exists {
        throw Failure(.cannotWrite, "\(file) exists already; choose another name, or replace it with --force")
      }
      Console.print(
        "\(file): \(report.bytes) bytes, \(report.customers) customers, \(report.attempts) attempts, "
          + "\(report.activities) Activities, \(report.audits) audit entries")
    }
  }
}
