import ActivityStore
import Campaigns
import Engine

/// What requests read of their bodies.
extension JSON {
  /// A text field; nil when it is absent or null.
  func text(_ key: String) -> String? {
    if case .string(let text)? = self[key] { text } else { nil }
  }

  /// An instant in RFC 3339.
  func instant(_ key: String) throws(Failure) -> Instant? {
    guard let text = text(key) else { return nil }
    guard let instant = Instant(rfc3339: text) else {
      throw Failure(.usage, "\(key): \(text) is no instant; write 2027-03-02T09:00:00-05:00")
    }
    return instant
  }

  func flag(_ key: String) -> Bool { if case .bool(true)? = self[key] { true } else { false } }
}

extension Workspace {
  /// Why no campaign of that id is meant; nil when there is one, or all are meant.
  func unknownCampaign(_ id: String?) -> Failure? {
    guard let id, !campaigns.contains(where: { $0.id == id }) else { return nil }
    let known = campaigns.map(\.id)
    let near = NearestWord.of(id, in: known).map { "did you mean \($0)?" }
    return Failure(.usage, "there is no campaign \(id); " + (near ?? "there are: " + known.joined(separator: ", ")))
  }
}

extension Daemon {
  /// Writes what somebody decided, lets the engine know, and answers when it is on disk.
  func keep(
    _ turn: StoreTurn, then event: Event?, answer: @Sendable (Result<JSON, Failure>) -> Void
  ) {
    do {
      try commit(turn)
    } catch {
      fail(error)
      return answer(.failure(Failure(.cannotWrite, "the store could not be written; the daemon ends")))
    }
    if let event { receive(event) }
    answer(.success(.object([("ok", .bool(true))])))
  }
}

extension SQLiteStore {
  /// Writes what somebody decided while no daemon runs.
  func keep(_ turn: StoreTurn) throws -> JSON {
    let none = try commit([turn])
    precondition(none.count == 0, "no call is made without a daemon")
    return .object([("ok", .bool(true))])
  }
}
