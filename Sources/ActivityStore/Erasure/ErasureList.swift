internal import Campaigns
import Glibc

/// STORE.erasures: who was erased, by hash, one line each. It stays when the store is replaced by an older copy, so
/// that those who come back with the copy are erased again. It is as secret as the store: it holds the hashes' key.
struct ErasureList {
  /// One erased customer.
  struct Line: Equatable {
    /// The key of the hashes.
    var key: String
    var customer: String
    /// Hashes of numbers and ids that are not called, each with the list that says so.
    var subjects: [Subject]

    struct Subject: Equatable {
      var hash: String
      var list: String
    }

    var json: JSON {
      .object([
        ("key", .string(key)), ("customer", .string(customer)),
        ("subjects", .array(subjects.map { .object([("hash", .string($0.hash)), ("list", .string($0.list))]) })),
      ])
    }

    init(key: String, customer: String, subjects: [Subject]) {
      self.key = key
      self.customer = customer
      self.subjects = subjects
    }

    init?(_ json: JSON) {
      guard case .string(let key)? = json["key"], case .string(let customer)? = json["customer"],
        case .array(let items)? = json["subjects"]
      else { return nil }
      self.key = key
      self.customer = customer
      subjects = items.compactMap { item in
        guard case .string(let hash)? = item["hash"], case .string(let list)? = item["list"] else { return nil }
        return Subject(hash: hash, list: list)
      }
    }
  }

  let path: String

  init(store: String) { path = store + ".erasures" }

  /// Every line; what a crash left half-written at the end was never answered for and is passed over.
  func read() throws(StoreError) -> [Line] {
    guard access(path, F_OK) == 0 else { return [] }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw failure }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      (try? JSON.parse(Array(line))).flatMap(Line.init)
    }
  }

  /// Adds a line; on disk when this returns.
  func append(_ line: Line) throws(StoreError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure }
    defer { close(descriptor) }
    // A line break first: a half-written line before it stays by itself.
    let bytes = Array(("\n" + line.json.text + "\n").utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else { throw failure }
    Connection.synchronizeFolder(of: path)
  }

  private var failure: StoreError {
    .other(path: path, message: "the list of erasures cannot be used: \(String(cString: strerror(errno)))")
  }
}
