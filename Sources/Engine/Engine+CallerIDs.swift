import Campaigns

/// Which caller ID a customer sees.
extension Engine {
  func callerID(_ c: Int, _ index: UInt8) -> Int64 {
    let count = campaigns[c].callerIDs.count
    return count == 0 ? 0 : campaigns[c].callerIDs[Int(index) % count]
  }

  /// The caller ID of an entry's next call, as an index into `CampaignState.callerIDs`: of those for the number's
  /// country the customer's own, or the one whose turn it is; while the carrier refuses that one, the next.
  func callerIndex(_ c: Int, _ entry: Int) -> UInt8 {
    let choices = campaigns[c].callerChoices[Int(world.people.country[line(c, entry)])]
    guard choices.count > 1 else { return choices.first ?? 0 }
    let first: Int
    switch world.campaigns[c].call.keep {
    case .customer: first = Int(world.segments[c].callerID[entry])
    case .rotate: first = entry + Int(campaigns[c].tries[entry])
    }
    for step in choices.indices {
      let index = choices[(first + step) % choices.count]
      if !gate.stoppedCallerIDs.contains(callerID(c, index)) { return index }
    }
    return choices[first % choices.count]
  }

  /// After caller IDs were stopped or let go on: who waits for another one than he would have now goes to its group.
  mutating func reassignCallerIDs(_ c: Int) {
    guard campaigns[c].callerIDs.count > 1 else { return }
    for entry in campaigns[c].place.indices where campaigns[c].place[entry] == .ready {
      let group = Int(campaigns[c].group[entry])
      if campaigns[c].groups[group].identity.callerID != callerIndex(c, entry) { admit(c, entry) }
    }
  }

  /// Which caller ID calls the customer next, in words; that none is for his country.
  func askCallerID(_ subject: ExplainedSubject, _ gates: RowGates, to list: inout VerdictList) {
    let country = subject.gated.customer.phone.country
    let call = world.campaigns[subject.campaign].call
    guard !call.byCountry.isEmpty else { return }
    let numbers = call.callerIDs(for: country)
    ask(
      .callerID, subject, gates, as: .noCallerID,
      numbers.isEmpty ? "no caller ID is for \(country)" : "\(numbers.count) for \(country)", to: &list)
  }
}
