import Campaigns
import HeapModule

/// Nobody calls who is suppressed; what is queued or ringing is cancelled (G7).
extension Engine {
  /// One number, for all purposes.
  mutating func suppress(_ callee: Int64, into effects: inout [Effect]) {
    guard callee != 0 else { return }
    let lines = world.people.callee.indices.filter { world.people.callee[$0] == callee }
    let people = lines.map { SuppressionChange.Person(line: $0, purposes: .all) }
    suppressionsChanged(SuppressionChange(people: people, numbers: [callee: .all], adds: true), into: &effects)
  }

  mutating func suppressionsChanged(_ change: SuppressionChange, into effects: inout [Effect]) {
    var binding: [Int32: PurposeSet] = [:]
    for person in change.people { binding[Int32(person.line)] = person.purposes }
    for c in campaigns.indices where !binding.isEmpty {
      for entry in campaigns[c].place.indices {
        guard world.segments[c].numbers.isEmpty else {
          suppress(c, entry, binding, adds: change.adds)
          continue
        }
        guard let purposes = binding[world.segments[c].row[entry]] else { continue }
        let isBound = purposes.contains(world.campaigns[c].purpose)
        if isBound || !change.adds { mark(c, entry, isSuppressed: isBound) }
      }
    }
    refuseTries(to: change.numbers, into: &effects)
    for key in attempts.keys.sorted() {
      guard let call = attempts[key] else { continue }
      let purposes = (change.numbers[call.intent.callee] ?? [])
        .union(call.isTry ? [] : binding[Int32(call.intent.line)] ?? [])
      if purposes.contains(world.campaigns[call.intent.campaign].purpose) { withdraw(key, into: &effects) }
    }
  }

  /// Tries that wait for their slot have asked their gates before.
  private mutating func refuseTries(to numbers: [Int64: PurposeSet], into effects: inout [Effect]) {
    let waiting = tries
    tries = []
    for order in waiting {
      if numbers[order.callee]?.contains(world.campaigns[order.campaign].purpose) == true {
        effects.append(.refuseTry(order.id, Refusal(.suppressed)))
      } else {
        tries.append(order)
      }
    }
  }

  /// The same for who has several numbers.
  private mutating func suppress(_ c: Int, _ entry: Int, _ binding: [Int32: PurposeSet], adds: Bool) {
    let purpose = world.campaigns[c].purpose
    let changed = suppressNumbers(c, entry) { line in
      guard let purposes = binding[line] else { return nil }
      return purposes.contains(purpose) ? true : adds ? nil : false
    }
    if changed { readmit(c, entry) }
  }

  private mutating func mark(_ c: Int, _ entry: Int, isSuppressed: Bool) {
    guard campaigns[c].has(Mark.suppressed, entry) != isSuppressed else { return }
    if isSuppressed {
      campaigns[c].set(Mark.suppressed, entry)
    } else {
      campaigns[c].clear(Mark.suppressed, entry)
    }
    readmit(c, entry)
  }

  /// Puts a waiting entry where its gates say now.
  mutating func readmit(_ c: Int, _ entry: Int) {
    let place = campaigns[c].place[entry]
    if place == .ready || place == .timed || place == .blocked { admit(c, entry) }
  }

  /// A call is not to go on: it is cancelled while it is queued or rings, also when the carrier names it only later.
  mutating func withdraw(_ key: AttemptKey, into effects: inout [Effect]) {
    guard var call = attempts[key] else { return }
    call.unwanted = true
    attempts[key] = call
    if let sid = call.sid, call.statusOrder < 3 { effects.append(.cancelCall(key, sid: sid)) }
  }

  /// An import brought newer data, or a list grew too old to wait for.
  mutating func dataRenewed(_ ages: [DataAge]) {
    guard ages.count == campaigns.count else { return }
    for c in campaigns.indices { campaigns[c].age = ages[c] }
  }
}
