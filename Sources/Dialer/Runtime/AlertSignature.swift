import Campaigns
import Crypto
import Foundation

/// The secret that alerts are signed with. Printing it shows nothing of it.
struct AlertSecret: Sendable, CustomStringConvertible, CustomReflectable {
  private let key: SymmetricKey

  init(_ text: String) { key = SymmetricKey(data: Array(text.utf8)) }

  var description: String { "AlertSecret(masked)" }
  var customMirror: Mirror { Mirror(self, children: []) }

  /// The file `alert-secret` in $CREDENTIALS_DIRECTORY, else the variable DIALER_ALERT_SECRET; nil when neither is set.
  static func read(environment: [String: String]) -> AlertSecret? {
    if let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty,
      let bytes = FileManager.default.contents(atPath: folder + "/alert-secret")
    {
      let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      if !text.isEmpty { return AlertSecret(text) }
    }
    return environment["DIALER_ALERT_SECRET"].flatMap { $0.isEmpty ? nil : AlertSecret($0) }
  }

  /// `sha256=` and the HMAC-SHA256, in 64 hexadecimal digits, of `timestamp.body`.
  ///
  /// - Parameter timestamp: seconds since 1970, as the header X-Dialer-Timestamp says them.
  func signature(timestamp: Int64, body: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: Array("\(timestamp).\(body)".utf8), using: key)
    return "sha256="
      + code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
