import Campaigns
import Foundation

/// The account of a storm: four campaigns of different priority, zones, money and country.
struct StormAccount: Sendable {
  /// One campaign and its customers.
  struct Part: Sendable {
    var id: String
    var priority: Int
    var customers: Int
    /// First letter of its customers' ids.
    var letter: String
    var country: String
    var zone: String
    var pacing: String
    var total: String
    /// Where its numbers begin in the list of their region.
    var offset = 0
  }

  var urgent: Part
  var abroad: Part
  var round: Part
  var late: Part
  var parts: [Part] { [urgent, abroad, round, late] }
  var customers: Int { parts.reduce(0) { $0 + $1.customers } }
  let pace: Home.Pace

  /// - Parameter hundreds: customers in hundreds; one in fifty is abroad.
  init(customers: Int, pace: Home.Pace) {
    let east = "America/New_York"
    let own = "concurrent_calls: \(pace.concurrentCalls), calls_per_second: \(pace.callsPerSecond)"
    let fifth = customers / 5
    let few = customers / 50
    urgent = Part(
      id: "urgent", priority: 1, customers: fifth, letter: "U", country: "US", zone: east, pacing: own,
      total: "1000.00")
    abroad = Part(
      id: "abroad", priority: 2, customers: few, letter: "A", country: "GB", zone: "Europe/London",
      pacing: "concurrent_calls: 2, calls_per_second: 1", total: "100.00")
    round = Part(
      id: "round", priority: 3, customers: customers - 2 * fifth - few, letter: "R", country: "US", zone: east,
      pacing: own, total: "1000.00", offset: fifth)
    // Money for about half of them.
    late = Part(
      id: "late", priority: 5, customers: fifth, letter: "L", country: "US", zone: "America/Los_Angeles", pacing: own,
      total: Money(micros: Int64(fifth) * 7_000).description)
    self.pace = pace
  }

  static let outcomes = """
    {"default": {"answered": "55%", "machine": "15%", "busy": "10%", "failed": "3%", "ring": {"mean": "12s"}, \
    "talk": {"mean": "40s", "sd": "30s"}}}
    """

  // MARK: - Customers

  private static let east: [Int64] = [
    201, 202, 203, 207, 212, 215, 240, 267, 301, 302, 305, 315, 336, 339, 347, 351, 401, 404, 407, 410, 412, 413, 443,
    484, 508, 516, 518, 540, 571, 585, 603, 607, 609, 610, 617, 631, 646, 678, 703, 704, 716, 717, 718, 732, 757,
  ]
  private static let west: [Int64] = [213, 310, 323, 408, 510, 562, 619, 626, 650, 707, 714]

  func number(_ part: Part, _ index: Int) -> Int64 {
    guard part.country == "US" else { return 442_079_460_000 + Int64(index) }
    let areas = part.id == late.id ? Self.west : Self.east
    let place = part.offset + index
    return 10_000_000_000 + areas[place / 100] * 10_000_000 + 5_550_100 + Int64(place % 100)
  }

  static func id(_ part: Part, _ index: Int) -> String { "\(part.letter)\(10_000 + index)" }

  /// Everybody's number by id.
  var numbers: [String: Int64] {
    var all: [String: Int64] = [:]
    for part in parts {
      for index in 0..<part.customers { all[Self.id(part, index)] = number(part, index) }
    }
    return all
  }

  // MARK: - Files

  var shape: Home.Shape {
    var shape = Home.Shape(customers: 1)
    shape.pace = pace
    shape.files =
      parts.map { ("\($0.id).yaml", Self.campaign($0)) } + [
        ("customers.csv", table),
        (
          "rates.csv",
          "prefix,price_per_minute,increment,label\n1,0.014,60,United States\n44,0.030,60,United Kingdom\n"
        ),
      ]
    return shape
  }

  private var table: String {
    var lines = "id,name,phone,country,time_zone,status\n"
    for part in parts {
      for index in 0..<part.customers {
        lines +=
          "\(Self.id(part, index)),Customer \(index),+\(number(part, index)),\(part.country),\(part.zone),\(part.id)\n"
      }
    }
    return lines
  }

  private static func campaign(_ part: Part) -> String {
    """
    campaign: \(part.id)
    title: The storm's \(part.id) calls
    purpose: service
    owner: ops@example.com
    live: true
    priority: \(part.priority)
    schedule: {starts: 2027-03-01, ends: 2027-03-04}
    segment: {where: [{status: \(part.id)}], order_by: [id]}
    calling_hours: {open: {mon-fri: ["09:00-20:00"]}}
    pacing: {\(part.pacing)}
    call:
      ring_timeout: 20s
      max_duration: 2m
      answer: {say: "Hello {{name}}, this is a test of the line."}
    attempts: {max: 2, retry: {busy: [2h], no-answer: [2h]}}
    budget: {total: \(part.total), when_exhausted: stop}
    \(part.country == "US" ? "" : "international: {default: confirm, max_rate_per_minute: 0.05, expires_after: 7d}")

    """
  }
}
