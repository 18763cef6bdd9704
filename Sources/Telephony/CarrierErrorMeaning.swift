internal import Twilio

/// What one of the carrier's error codes means, and what the daemon does about it.
package struct CarrierErrorMeaning: Sendable, Equatable {
  package var meaning: String
  /// In kebab case: `park-number`.
  package var action: String

  /// nil for a code that the table does not have.
  package static func of(_ code: Int) -> CarrierErrorMeaning? {
    ErrorTable.entry(code).map { CarrierErrorMeaning(meaning: $0.meaning, action: $0.action.rawValue) }
  }
}
