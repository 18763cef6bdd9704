import Campaigns

/// Customers of one campaign who share what `segment.one_per` names: the first of them in order is called, the others
/// are represented by him. Once he was called he stays the one.
struct PeerGroups {
  /// By group: the entry that represents it; -1 while nobody of it is in the segment.
  var representative: [Int32] = []
  /// By entry: the group's next entry in order; -1 after the last.
  var next: [Int32] = []

  init() {}

  /// - Parameter groups: by entry; -1 for who shares with nobody.
  init(_ groups: [Int32]) {
    representative = .init(repeating: -1, count: Int((groups.max() ?? -1) + 1))
    next = .init(repeating: -1, count: groups.count)
    var last = [Int32](repeating: -1, count: representative.count)
    for (entry, group) in groups.enumerated() where group >= 0 {
      if last[Int(group)] >= 0 { next[Int(last[Int(group)])] = Int32(entry) }
      last[Int(group)] = Int32(entry)
    }
  }
}

extension Engine {
  /// `segment.one_per`: another customer is called in his place.
  func representedRefusal(_ c: Int, _ entry: Int) -> Refusal? {
    guard !world.segments[c].peers.isEmpty, world.segments[c].peers[entry] >= 0 else { return nil }
    let representative = campaigns[c].peers.representative[Int(world.segments[c].peers[entry])]
    return representative < 0 || Int(representative) == entry ? nil : Refusal(.representedBy)
  }

  /// Who represents whom at the start: who was called before, else the first who is in the segment.
  mutating func beginPeers(_ c: Int) {
    let groups = world.segments[c].peers
    guard !groups.isEmpty else { return }
    campaigns[c].peers = PeerGroups(groups)
    for entry in groups.indices where groups[entry] >= 0 {
      let group = Int(groups[entry])
      let found = campaigns[c].peers.representative[group]
      let isFirst = found < 0 && campaigns[c].has(Mark.member, entry)
      let isCalled = campaigns[c].tries[entry] > 0 && (found < 0 || campaigns[c].tries[Int(found)] == 0)
      if isFirst || isCalled { campaigns[c].peers.representative[group] = Int32(entry) }
    }
  }

  /// An entry has entered the segment, or left it: it may represent its group now, or another one must.
  mutating func reviewPeers(_ c: Int, _ entry: Int) {
    guard !world.segments[c].peers.isEmpty, world.segments[c].peers[entry] >= 0 else { return }
    let group = Int(world.segments[c].peers[entry])
    let old = Int(campaigns[c].peers.representative[group])
    if old >= 0, campaigns[c].tries[old] > 0 { return }
    var new = old
    if campaigns[c].has(Mark.member, entry) {
      if old < 0 || entry < old { new = entry }
    } else if old == entry {
      new = Int(campaigns[c].peers.next[entry])
      while new >= 0, !campaigns[c].has(Mark.member, new) { new = Int(campaigns[c].peers.next[new]) }
    }
    guard new != old else { return }
    campaigns[c].peers.representative[group] = Int32(new)
    for other in [old, new] where other >= 0 && other != entry { askAgain(c, other) }
  }

  /// Who waits goes where his gates say now.
  private mutating func askAgain(_ c: Int, _ entry: Int) {
    let place = campaigns[c].place[entry]
    if campaigns[c].has(Mark.selected, entry), place != .live, place != .done { admit(c, entry) }
  }

  /// What the gate of `segment.one_per` sees, in words.
  func peersText(_ c: Int, _ entry: Int, _ rule: Campaign.Segment.OnePer) -> String {
    guard world.segments[c].peers[entry] >= 0 else { return "shares \(rule) with nobody" }
    return representedRefusal(c, entry) == nil
      ? "called for everybody with the same \(rule)" : "somebody with the same \(rule) comes first in order"
  }
}
