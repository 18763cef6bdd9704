import Campaigns
import Engine

/// `dialer calls`: what the carrier last said of each live call. The calls themselves are in the store.
struct CallsRequest: OperatorRequest {
  static let name = "calls"
  static let role = Role.viewer

  init() {}
  init(json: JSON) throws(Failure) {}
  var json: JSON { .object([]) }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    var live: [JSON] = []
    for key in daemon.engine.liveKeys {
      guard let attempt = daemon.rows[key]?.attemptID, let status = daemon.engine.carrierStatus(of: key) else {
        continue
      }
      live.append(.object([("attempt_id", .string(attempt)), ("status", .string(status.rawValue))]))
    }
    answer(.success(.object([("live", .array(live))])))
  }
}
