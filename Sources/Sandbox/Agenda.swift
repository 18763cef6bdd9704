internal import Campaigns

/// What is to happen to which call, by instant and, within one, in the order of entry: a binary heap.
struct Agenda {
  struct Item {
    var at: Instant
    var call: Int
    fileprivate var turn: Int
  }

  private var items: [Item] = []
  private var turns = 0

  /// The earliest.
  var first: Item? { items.first }

  mutating func add(call: Int, at instant: Instant) {
    turns += 1
    items.append(Item(at: instant, call: call, turn: turns))
    var child = items.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard Agenda.precedes(items[child], items[parent]) else { return }
      items.swapAt(child, parent)
      child = parent
    }
  }

  @discardableResult
  mutating func removeFirst() -> Item? {
    guard let top = items.first, let last = items.popLast() else { return nil }
    guard !items.isEmpty else { return top }
    items[0] = last
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < items.count else { return top }
      let right = left + 1
      let child = right < items.count && Agenda.precedes(items[right], items[left]) ? right : left
      guard Agenda.precedes(items[child], items[parent]) else { return top }
      items.swapAt(child, parent)
      parent = child
    }
  }

  private static func precedes(_ a: Item, _ b: Item) -> Bool { a.at == b.at ? a.turn < b.turn : a.at < b.at }
}
