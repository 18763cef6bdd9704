/// Imports go down only, and pure targets import nothing that has a clock, a lock, a thread or a file.
struct ImportRule: Rule {
  struct Layer {
    let pure: Bool
    /// The project's own modules that the target may import.
    let modules: Set<String>
    /// Foreign modules a pure target may import; world targets may import any.
    var foreign: Set<String> = []
  }

  /// Documentation/Modules.md draws the same table. A new target gets its row here first.
  static let layers: [String: Layer] = [
    "CCurl": Layer(pure: true, modules: []),
    "CPhoneNumber": Layer(pure: true, modules: []),
    "CSQLite": Layer(pure: true, modules: []),
    "CYAML": Layer(pure: true, modules: []),
    "Campaigns": Layer(pure: true, modules: ["CPhoneNumber", "CYAML"], foreign: collections.union(["Crypto"])),
    "Engine": Layer(pure: true, modules: ["Campaigns"], foreign: collections.union(["Crypto"])),
    "Simulation": Layer(pure: true, modules: ["Campaigns", "Engine"], foreign: collections),
    "Twilio": Layer(pure: true, modules: ["Campaigns"], foreign: collections),
    "ActivityStore": Layer(pure: false, modules: ["Campaigns", "CSQLite", "Engine"]),
    "HTTP": Layer(pure: false, modules: ["CCurl"]),
    "Sandbox": Layer(pure: false, modules: ["Campaigns", "Engine", "HTTP", "Simulation", "Twilio"]),
    "Telephony": Layer(pure: false, modules: ["Campaigns", "Engine", "HTTP", "Twilio"]),
    "Dialer": Layer(
      pure: false,
      modules: [
        "ActivityStore", "Campaigns", "Engine", "HTTP", "Sandbox", "Simulation", "Telephony", "Twilio",
      ]),
  ]

  /// Ordered containers: `Dictionary` is no substitute, its order differs from run to run.
  static let collections: Set = ["Collections", "DequeModule", "HeapModule", "OrderedCollections"]

  private static let kinds: Set = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]

  func findings(in file: SourceFile) -> [Finding] {
    guard let target = file.target else { return [] }
    guard let layer = Self.layers[target] else {
      return [
        Finding(path: file.path, line: 1, message: "the target \(target) has no row in ImportRule.layers: add one")
      ]
    }
    return Self.imports(of: file).compactMap { module, line in
      if layer.modules.contains(module) || layer.foreign.contains(module) { return nil }
      if Self.layers[module] != nil {
        return Finding(path: file.path, line: line, message: "\(target) may not import \(module): imports go down only")
      }
      if layer.pure {
        return Finding(
          path: file.path, line: line,
          message: "\(target) is pure and may not import \(module): take the value as an argument")
      }
      return nil
    }
  }

  /// The modules that a file imports, with their lines.
  static func imports(of file: SourceFile) -> [(module: String, line: Int)] {
    file.tokens.indices.compactMap { index in
      let token = file.tokens[index]
      guard token.text == "import" else { return nil }
      let rest = file.tokens[(index + 1)...].prefix { $0.line == token.line }
      guard let module = rest.first(where: { !kinds.contains($0.text) }) else { return nil }
      return (module.text, token.line)
    }
  }
}
