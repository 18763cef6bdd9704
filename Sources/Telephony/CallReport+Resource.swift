package import Campaigns
package import Engine
package import Twilio

extension CallReport {
  /// What a call resource tells the engine.
  package init(_ call: CallResource) {
    self.init(
      sid: call.sid, status: Status(call.status), duration: call.status.isTerminal ? call.duration : nil,
      answeredBy: call.answeredBy, price: call.price.flatMap { Money(carrierPrice: $0) })
  }
}

extension CallReport.Status {
  /// The same status in the engine's words.
  package init(_ status: CallStatus) {
    switch status {
    case .queued: self = .queued
    case .initiated: self = .initiated
    case .ringing: self = .ringing
    case .inProgress: self = .inProgress
    case .completed: self = .completed
    case .busy: self = .busy
    case .failed: self = .failed
    case .noAnswer: self = .noAnswer
    case .canceled: self = .canceled
    }
  }
}

extension Money {
  /// The carrier's price, a decimal text: negative for what it charges, which is positive here. More than six decimals
  /// are rounded up. A positive text counts as a charge too: a credit would be no reason to dial more. nil for what is
  /// no decimal.
  package init?(carrierPrice text: String) {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? parts[1] : "0"
    guard let whole = Self.number(parts[0]), whole < 1_000_000_000, Self.number(fraction.prefix(6)) != nil,
      fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    let kept = fraction.prefix(6)
    guard let micros = Self.number(kept + String(repeating: "0", count: 6 - kept.count)) else { return nil }
    let more = fraction.dropFirst(6).contains { $0 != "0" }
    self.init(micros: whole * 1_000_000 + micros + (more ? 1 : 0))
  }

  private static func number(_ text: some StringProtocol) -> Int64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }
}

extension ListedCall {
  /// A call that our side created through the API, none of its legs; nil for any other, and for one without a date.
  package init?(_ call: CallResource) {
    guard call.direction == "outbound-api", call.parentCallSid == nil, let created = call.dateCreated else {
      return nil
    }
    self.init(
      report: CallReport(call), to: E164.digits(call.to) ?? 0, from: E164.digits(call.from) ?? 0,
      createdAt: Instant(seconds: created))
  }
}
