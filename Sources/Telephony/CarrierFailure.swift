package import Engine
package import Twilio

/// Why a question to the carrier has no answer.
package enum CarrierFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// No whole answer after every try; the text tells what happened last.
  case unreachable(String)
  /// The carrier's own refusal.
  case refused(TwilioError)
  /// An answer that says nothing we understand.
  case unreadable(String)

  package var description: String {
    switch self {
    case .unreachable(let reason): "the carrier cannot be reached: \(reason)"
    case .refused(let error):
      "the carrier refused with \(error.code.map { "error \($0)" } ?? "status \(error.status)"): \(error.message)"
    case .unreadable(let reason): "the carrier's answer cannot be read: \(reason)"
    }
  }

  /// What the carrier's error code asks for; nil without a code that asks for anything.
  package var action: CarrierAction? {
    guard case .refused(let error) = self, let code = error.code, let entry = ErrorTable.entry(code) else { return nil }
    return CarrierAction(entry.action)
  }
}
