import Campaigns

/// What the intake asks of every customer for one campaign, worked out once.
struct IntakeRules {
  /// The campaign's id and a zero byte: what the bytes of a customer's id follow in its hash.
  let hashed: [UInt8]
  let callerIDs: UInt64
  let purpose: Campaign.Purpose
  let deniedTypes: Set<NumberType>
  let deniesForeign: Bool
  let deniedCountries: Set<String>
  let mostPerMinute: Money?
  /// The columns whose values the message says.
  let said: [String]
  let answer: Campaign.Call.Answer
  /// How long these values may be together without any need to look closer.
  let room: Int
  let blocksUnknownZone: Bool
  let condition: Condition?
  let due: DueRule?
  let consent: ConsentRule?
  let changesWithTime: Bool

  init(_ campaign: Campaign, configuration: Configuration) {
    hashed = Array(campaign.id.utf8) + [0]
    callerIDs = UInt64(max(1, campaign.call.from.count))
    deniedTypes = Set(configuration.international.deniedTypes).union(campaign.international.deniedTypes)
    purpose = campaign.purpose
    deniesForeign = campaign.international.deny
    deniedCountries = Set(campaign.international.deniedCountries)
    mostPerMinute = campaign.international.maxRatePerMinute
    said = campaign.call.answer.columns
    answer = campaign.call.answer
    room = campaign.call.answer.certainRoom
    if case .block = campaign.callingHours.unknownTimeZone {
      blocksUnknownZone = true
    } else {
      blocksUnknownZone = false
    }
    condition = campaign.segment.condition
    due = campaign.segment.due
    consent = campaign.consent
    changesWithTime = campaign.segment.condition?.dependsOnToday ?? false
  }
}

/// Everything that a customer's candidate zones are worked out from: customers who share it share the zones.
struct PlaceEvidence: Hashable {
  var leadingDigits: Int64
  var country: String
  var type: NumberType
  var timeZone: String?
  var postalCode: String?
  var state: String?
  var nation: String?
}

/// Zone sets by evidence, forgotten when there are too many: postal codes alone are tens of thousands.
struct KnownPlaces {
  private var sets: [PlaceEvidence: Int] = [:]
  private static let most = 20_000

  subscript(evidence: PlaceEvidence) -> Int? { sets[evidence] }

  mutating func note(_ evidence: PlaceEvidence, _ set: Int) {
    if sets.count >= Self.most { sets.removeAll(keepingCapacity: true) }
    sets[evidence] = set
  }
}
