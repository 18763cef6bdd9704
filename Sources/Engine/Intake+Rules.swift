import Campaigns

/// What the intake asks of every customer for one campaign, worked out once.
struct IntakeRules {
  /// The campaign's id and a zero byte: what the bytes of a customer's id follow in its hash.
  let hashed: [UInt8]
  let call: Campaign.Call
  /// Whether the customer's number is that of the column `phone`.
  let callsPhoneAlone: Bool
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
  /// The column with the customer's own hours.
  let respect: String?
  /// Whether the place of a customer is another one here than in other campaigns.
  let weighsPlaces: Bool
  let condition: Condition?
  let onePer: Campaign.Segment.OnePer?
  let due: DueRule?
  let workingDays: WorkingDays
  let consent: ConsentRule?
  let changesWithTime: Bool
  /// Whether `where` asks for earlier calls, so that the engine alone can answer it.
  let asksHistory: Bool

  init(_ campaign: Campaign, configuration: Configuration) {
    hashed = Array(campaign.id.utf8) + [0]
    call = campaign.call
    callsPhoneAlone = campaign.call.callsPhoneAlone
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
    respect = campaign.callingHours.respect
    weighsPlaces = respect != nil || !campaign.callingHours.evidence.isEmpty
    condition = campaign.segment.condition
    onePer = campaign.segment.onePer
    due = campaign.segment.due
    workingDays = WorkingDays(campaign.callingHours)
    consent = campaign.consent
    changesWithTime = campaign.segment.condition?.dependsOnToday ?? false
    asksHistory = campaign.segment.condition?.asksHistory ?? false
  }

  /// Among how many caller IDs a number of a country has its own; at least 1.
  func callerIDCount(_ country: String) -> UInt64 { UInt64(max(1, call.callerIDs(for: country).count)) }
}

/// Everything that a customer's candidate zones are worked out from: customers who share it share the zones.
struct PlaceEvidence: Hashable {
  var leadingDigits: Int64
  var country: String
  var type: NumberType
  var address: PlaceAddress
  /// Those alone that count; none: all.
  var sources: [PlaceSource]
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
