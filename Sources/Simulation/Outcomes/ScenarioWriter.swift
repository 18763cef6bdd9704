internal import Campaigns

/// Writes a scenario that plays known outcomes, number by number, without holding more than one number in memory.
///
/// Numbers are handed over once each, with the outcomes of their calls in order; ascending numbers give the same text
/// for the same plan. `write` gets the text in pieces.
package struct ScenarioWriter<Failure: Error> {
  private let write: (String) throws(Failure) -> Void
  private var isFirst = true

  /// Writes the head of the file.
  package init(seed: UInt64, write: @escaping (String) throws(Failure) -> Void) throws(Failure) {
    self.write = write
    try write("{\"seed\":\(seed),\"numbers\":{")
  }

  /// Adds one number (E.164 digits) with the outcomes of its 1st, 2nd … call.
  package mutating func add(_ number: Int64, outcomes: [SimulatedOutcome]) throws(Failure) {
    let scripts = outcomes.map(ScenarioWriter.text).joined(separator: ",\n  ")
    try write((isFirst ? "\n" : ",\n") + "\"+\(number)\":[\(scripts)]")
    isFirst = false
  }

  /// Writes the end of the file.
  package consuming func finish() throws(Failure) { try write("\n}}\n") }

  private static func text(_ outcome: SimulatedOutcome) -> String {
    let lengths: [(String, Interval)] = [
      ("ring", outcome.ring), ("talk", outcome.talk), ("setup", outcome.setup), ("news", outcome.news),
    ]
    var text = "{\"outcome\":\"\(outcome.kind.rawValue)\""
    for (name, length) in lengths { text += ",\"\(name)\":\"\(length)\"" }
    if let digit = outcome.digit { text += ",\"digit\":\"\(Unicode.Scalar(digit))\"" }
    return text + "}"
  }
}
