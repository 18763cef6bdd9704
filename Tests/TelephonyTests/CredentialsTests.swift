import Foundation
import Testing

@testable import Telephony

@Suite struct CredentialsTests {
  static let account = "AC" + String(repeating: "1", count: 32)
  static let key = "SK" + String(repeating: "2", count: 32)

  @Test func environmentIsRead() throws {
    let credentials = try Credentials.read(environment: [
      "TWILIO_ACCOUNT_SID": Self.account, "TWILIO_AUTH_TOKEN": "token", "TWILIO_PHONE_NUMBER": "+14155550123",
    ])
    #expect(credentials == Credentials(accountSid: Self.account, authToken: "token", callerID: 14_155_550_123))
    #expect(credentials.user == Self.account)
  }

  @Test func apiKeyWinsOverTheToken() throws {
    let credentials = try Credentials.read(environment: [
      "TWILIO_ACCOUNT_SID": Self.account, "TWILIO_AUTH_TOKEN": "token", "TWILIO_API_KEY_SID": Self.key,
      "TWILIO_API_KEY_SECRET": "secret",
    ])
    #expect(credentials.user == Self.key)
    #expect(credentials.password == "secret")
    #expect(credentials.authToken == "token")
    #expect(credentials.accountSid == Self.account)
  }

  @Test func systemdsFilesWinOverTheEnvironment() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("carrier-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data((Self.account + "\n").utf8).write(to: folder.appendingPathComponent("TWILIO_ACCOUNT_SID"))
    try Data("from-file\n".utf8).write(to: folder.appendingPathComponent("twilio_auth_token"))
    let credentials = try Credentials.read(environment: [
      "CREDENTIALS_DIRECTORY": folder.path, "TWILIO_ACCOUNT_SID": "wrong", "TWILIO_AUTH_TOKEN": "from-environment",
      "TWILIO_PHONE_NUMBER": "+14155550199",
    ])
    #expect(credentials.accountSid == Self.account)
    #expect(credentials.password == "from-file")
    #expect(credentials.callerID == 14_155_550_199)
  }

  @Test func aFileThatCannotBeReadIsNotPassedOver() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("carrier-\(UUID().uuidString)")
    // A folder in its place: root reads every file.
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("TWILIO_ACCOUNT_SID"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let error = #expect(throws: CredentialsError.self) {
      try Credentials.read(environment: [
        "CREDENTIALS_DIRECTORY": folder.path, "TWILIO_ACCOUNT_SID": Self.account, "TWILIO_AUTH_TOKEN": "token",
      ])
    }
    #expect(error?.description.hasPrefix("TWILIO_ACCOUNT_SID cannot be read") == true)
  }

  @Test(arguments: [
    ([:], "TWILIO_ACCOUNT_SID is not set"), (["TWILIO_ACCOUNT_SID": "AC12"], "TWILIO_ACCOUNT_SID is malformed"),
    (["TWILIO_ACCOUNT_SID": account], "TWILIO_AUTH_TOKEN is not set"),
    (["TWILIO_ACCOUNT_SID": account, "TWILIO_AUTH_TOKEN": "to ken"], "TWILIO_AUTH_TOKEN is malformed"),
    (["TWILIO_ACCOUNT_SID": account, "TWILIO_API_KEY_SID": key], "TWILIO_API_KEY_SECRET is not set"),
    (["TWILIO_ACCOUNT_SID": account, "TWILIO_API_KEY_SID": "x"], "TWILIO_API_KEY_SID is malformed"),
    (
      ["TWILIO_ACCOUNT_SID": account, "TWILIO_AUTH_TOKEN": "t", "TWILIO_PHONE_NUMBER": "4155550123"],
      "TWILIO_PHONE_NUMBER is no telephone number"
    ),
  ])
  func whatIsWrongIsToldWithoutTheValue(environment: [String: String], message: String) {
    let error = #expect(throws: CredentialsError.self) { try Credentials.read(environment: environment) }
    #expect(error?.description.hasPrefix(message) == true)
    #expect(error?.description.contains("to ken") == false)
  }

  @Test func nothingSecretIsPrinted() {
    let credentials = Credentials(
      accountSid: Self.account, apiKeySid: Self.key, apiKeySecret: "hunter2", authToken: "hunter3")
    var dumped = ""
    dump(credentials, to: &dumped)
    for text in ["\(credentials)", String(reflecting: credentials), dumped, "\([credentials])"] {
      #expect(!text.contains("hunter") && !text.contains("2222") && text.contains("masked"))
    }
  }
}
