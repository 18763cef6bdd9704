/// What a customer's phone text was found to be.
package struct PhoneNumber: Sendable, Equatable {
  package var state: State
  /// E.164 without the plus sign; 0 unless valid.
  package var e164: Int64
  /// ISO 3166 alpha-2 of the number; `001` for numbers of no country; empty unless valid.
  package var country: String
  package var type: NumberType

  package enum State: UInt8, Sendable {
    case missing, invalid
    /// Emergency and short numbers are never dialed.
    case emergencyOrShort
    case valid
  }
  package init(state: State, e164: Int64 = 0, country: String = "", type: NumberType = .unknown) {
    self.state = state
    self.e164 = e164
    self.country = country
    self.type = type
  }
}

package enum NumberType: String, Sendable, CaseIterable, Hashable {
  case fixedLine = "fixed_line"
  case mobile
  case fixedLineOrMobile = "fixed_line_or_mobile"
  case tollFree = "toll_free"
  case premiumRate = "premium_rate"
  case sharedCost = "shared_cost"
  case voip
  case personal
  case pager
  case uan
  case voicemail
  case satellite
  case unknown
}
