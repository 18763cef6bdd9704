package import Campaigns
package import Simulation

/// How a sandbox behaves.
package struct SandboxOptions: Sendable {
  /// Whose time it is.
  package enum Clock: Sendable {
    /// Stands still until somebody moves it.
    case stepped(from: Instant)
    /// Runs from `from` (nil: this machine's time now), `speed` times as fast as real time.
    case running(from: Instant?, speed: Double)
  }

  package var host = "127.0.0.1"
  /// 0 takes a free port.
  package var port = 0
  /// Listening on anything but this machine's loopback needs this: everybody who can reach it can read all calls.
  package var allowRemote = false
  /// `AC` and 32 hexadecimal digits.
  package var accountSid: String
  package var authToken: String
  /// Numbers from which calls may be made: E.164 digits.
  package var ownedNumbers: [Int64] = [15_005_550_006]
  /// How fast queued calls are dialed.
  package var callsPerSecond = Rate.perSecond(thousandths: 1_000)
  package var clock = Clock.running(from: nil, speed: 1)
  package var scenario = Scenario()
  /// Makes sids, and draws what the scenario leaves open.
  package var seed: UInt64 = 1
  /// From the caller's knowing the end of an answered call to its price being known.
  package var priceDelay = Interval.seconds(5)
  /// The price of a completed call: callee (E.164 digits; 0 for SIP and clients) and billed talk in whole seconds.
  package var price: @Sendable (_ callee: Int64, _ talk: Interval) -> Money = SandboxOptions.listPrice

  package init(accountSid: String, authToken: String) {
    self.accountSid = accountSid
    self.authToken = authToken
  }

  /// 0.014 for each minute begun: what Twilio's list asks for calls within the US (2026-07).
  package static func listPrice(callee: Int64, talk: Interval) -> Money {
    Money(micros: (talk.wholeSeconds + 59) / 60 * 14_000)
  }
}

/// Why a sandbox did not start, with the remedy.
package struct SandboxError: Error, Equatable, CustomStringConvertible {
  package var description: String
}
