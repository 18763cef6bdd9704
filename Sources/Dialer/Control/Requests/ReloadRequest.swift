import Campaigns

/// `dialer reload`: all files anew, or none.
struct ReloadRequest: OperatorRequest {
  static let name = "reload"
  static let role = Role.operator

  init() {}
  init(json: JSON) throws(Failure) {}
  var json: JSON { .object([]) }

  func perform(on daemon: Daemon, by user: String, answer: @escaping Answer) {
    daemon.requestReload(by: user) { state in
      answer(
        .success(
          .object([
            ("ok", .bool(state.succeeded)), ("diagnostics", .optional(state.error)),
            ("campaigns", .array(state.effects.map { EffectText.json($0, held: state.held) })),
          ])))
    }
  }
}
