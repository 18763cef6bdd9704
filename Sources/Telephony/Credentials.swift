internal import Foundation
internal import HTTP
internal import Twilio

/// Why there are no credentials.
package struct CredentialsError: Error, Equatable, CustomStringConvertible {
  package var description: String
}

/// The carrier account and the right to use it. Printing it shows neither token nor secret.
package struct Credentials: Sendable, Equatable {
  /// `AC` and 32 hexadecimal digits; stands in every path.
  package let accountSid: String
  /// The account's number for calls that name none (TWILIO_PHONE_NUMBER), E.164 without the plus sign.
  package let callerID: Int64?
  /// The primary auth token: what the carrier signs its requests with. nil when only an API key is known.
  let authToken: String?
  let user: String
  let password: String

  /// - Parameters:
  ///   - accountSid: `AC…`.
  ///   - authToken: the account's auth token.
  package init(accountSid: String, authToken: String, callerID: Int64? = nil) {
    self.accountSid = accountSid
    self.authToken = authToken
    self.callerID = callerID
    user = accountSid
    password = authToken
  }

  /// - Parameters:
  ///   - apiKeySid: `SK…`, with its secret: can be revoked without a new auth token.
  ///   - authToken: still needed for what the carrier signs.
  package init(
    accountSid: String, apiKeySid: String, apiKeySecret: String, authToken: String? = nil, callerID: Int64? = nil
  ) {
    self.accountSid = accountSid
    self.authToken = authToken
    self.callerID = callerID
    user = apiKeySid
    password = apiKeySecret
  }

  /// The password of requests, for a sandbox that is started with these credentials; never for print.
  package var secretForSandbox: String { password }

  var authorization: BasicAuthorization { BasicAuthorization(user: user, password: password) }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The account's last four digits, no more.
  package var description: String { "account AC…\(accountSid.suffix(4)) (credentials masked)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Credentials {
  /// Reads TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN or with TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET, and
  /// TWILIO_PHONE_NUMBER. Each is a file of that name (or in lower case) in the folder CREDENTIALS_DIRECTORY, which
  /// systemd provides, else a variable of the environment. An API key wins over the auth token.
  ///
  /// - Parameter environment: the process's environment.
  package static func read(environment: [String: String]) throws(CredentialsError) -> Credentials {
    let source = CredentialSource(environment: environment)
    let account = try source.sid("TWILIO_ACCOUNT_SID", .account)
    guard let account else { throw source.missing("TWILIO_ACCOUNT_SID", "AC and 32 hexadecimal digits") }
    let callerID = try source.callerID()
    let token = try source.secret("TWILIO_AUTH_TOKEN")
    if let key = try source.sid("TWILIO_API_KEY_SID", .apiKey) {
      guard let secret = try source.secret("TWILIO_API_KEY_SECRET") else {
        throw source.missing("TWILIO_API_KEY_SECRET", "the secret of the API key in TWILIO_API_KEY_SID")
      }
      return Credentials(
        accountSid: account, apiKeySid: key, apiKeySecret: secret, authToken: token, callerID: callerID)
    }
    guard let token else {
      throw source.missing("TWILIO_AUTH_TOKEN", "the account's auth token, or an API key in TWILIO_API_KEY_SID")
    }
    return Credentials(accountSid: account, authToken: token, callerID: callerID)
  }
}

/// Where the values come from. What is wrong with a value is told without the value.
private struct CredentialSource {
  let environment: [String: String]

  func missing(_ name: String, _ expected: String) -> CredentialsError {
    CredentialsError(
      description: "\(name) is not set: expected \(expected); set it in the environment or as a systemd credential")
  }

  /// A file may end with a line break. One that is there and cannot be read is a fault: another source must not
  /// silently take its place.
  private func value(_ name: String) throws(CredentialsError) -> String? {
    if let directory = environment["CREDENTIALS_DIRECTORY"], !directory.isEmpty {
      for file in [name, name.lowercased()] {
        let path = directory + "/" + file
        guard FileManager.default.fileExists(atPath: path) else { continue }
        guard let bytes = FileManager.default.contents(atPath: path) else {
          throw CredentialsError(
            description: "\(name) cannot be read from \(path): expected a file that this user may read")
        }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      }
    }
    return environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  func sid(_ name: String, _ kind: Sid.Kind) throws(CredentialsError) -> String? {
    guard let text = try value(name) else { return nil }
    guard Sid.isValid(text, kind) else {
      throw CredentialsError(
        description: "\(name) is malformed: expected \(kind.rawValue) and 32 hexadecimal digits; copy it anew")
    }
    return text
  }

  func secret(_ name: String) throws(CredentialsError) -> String? {
    guard let text = try value(name) else { return nil }
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw CredentialsError(description: "\(name) is malformed: expected visible ASCII without spaces; copy it anew")
    }
    return text
  }

  func callerID() throws(CredentialsError) -> Int64? {
    guard let text = try value("TWILIO_PHONE_NUMBER") else { return nil }
    guard let number = E164.digits(text) else {
      throw CredentialsError(
        description: "TWILIO_PHONE_NUMBER is no telephone number: expected one such as +14155550123")
    }
    return number
  }
}
