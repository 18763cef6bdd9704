/// Makes a JSON Schema (draft 7) of a key table, for editors: the same rows that the decoder walks.
///
/// The language types a scalar by where it stands, and an editor loads YAML by how it looks. So where the language has
/// a number, the schema takes a number and its text; where it has text, it takes what looks like a number or a truth
/// value as well. `null` is refused everywhere: the decoder refuses a key without a value.
package struct SchemaBuilder {
  let table: KeyTable
  /// Whether the block is one that others build on: what a whole file needs may be missing.
  let isPartial: Bool
  /// Whether only conditions and hours are read, of what code of its own reads.
  let isBlock: Bool
  /// Keys of the file itself that the block may not have.
  let without: Set<String>

  init(table: KeyTable, isPartial: Bool = false, isBlock: Bool = false, without: Set<String> = []) {
    self.table = table
    self.isPartial = isPartial
    self.isBlock = isBlock
    self.without = without
  }

  /// `campaign.schema.json`.
  package static var campaign: JSON {
    document(
      title: "A campaign of Dialer",
      about: "One file, one campaign. What each key means: Documentation/Campaign-File.md",
      map: SchemaBuilder(table: CampaignKeys.table, isPartial: true).map("") + whole)
  }

  /// What a campaign file must have: everything that is required, unless a profile may give it.
  private static var whole: [(String, JSON)] {
    [
      ("required", .array([.string("campaign")])),
      ("if", .object([("required", .array([.string("profile")]))])), ("then", .bool(true)),
      ("else", .object(SchemaBuilder(table: CampaignKeys.table).needs(""))),
    ]
  }

  /// `dialer.schema.json`.
  package static var configuration: JSON {
    document(
      title: "dialer.yaml", about: "The account: what holds for all campaigns.",
      map: SchemaBuilder(table: ConfigurationKeys.table).map(""))
  }

  private static func document(title: String, about: String, map: [(String, JSON)]) -> JSON {
    .object(
      [
        ("$schema", .string("http://json-schema.org/draft-07/schema#")), ("title", .string(title)),
        ("description", .string(about)),
      ] + map + [("definitions", .object(SchemaShapes.definitions))])
  }

  /// The members of an object schema for the map at a table path.
  func map(_ path: String) -> [(String, JSON)] {
    let rows = table.rows(below: path).filter { !(path.isEmpty && without.contains($0.name)) }
    let named = rows.filter { $0.name != "*" }
    let any = rows.first { $0.name == "*" }?.spec
    var members: [(String, JSON)] = [
      ("type", .string("object")),
      ("properties", .object(named.map { ($0.name, .object(described($0.spec))) })),
    ]
    let needed = named.filter { $0.spec.required && (!isPartial || $0.spec.isOfItem) }.map { JSON.string($0.name) }
    if !needed.isEmpty { members.append(("required", .array(needed))) }
    if let any, let names = any.names, named.allSatisfy({ names.accepts($0.name) }) {
      members.append(("propertyNames", .object(SchemaShapes.name(names))))
    }
    members.append(("additionalProperties", any.map { .object(described($0)) } ?? .bool(false)))
    return members + (isPartial && !KeySpec.isOfItem(path) ? [] : demands(path))
  }

  private func demands(_ path: String) -> [(String, JSON)] {
    let demands = table.rules.filter { $0.path == path }
    return demands.isEmpty ? [] : [("allOf", .array(demands.map { .object(Self.schema(of: $0.demand)) }))]
  }

  /// Only what the map at a table path and the maps in it must have.
  private func needs(_ path: String) -> [(String, JSON)] {
    let rows = table.rows(below: path).filter { $0.name != "*" }
    let needed = rows.filter(\.spec.required).map { JSON.string($0.name) }
    let inner = rows.compactMap { row -> (String, JSON)? in
      guard case .map = row.spec.kind else { return nil }
      let needs = needs(row.spec.path)
      return needs.isEmpty ? nil : (row.name, .object(needs))
    }
    return (needed.isEmpty ? [] : [("required", .array(needed))])
      + (inner.isEmpty ? [] : [("properties", .object(inner))]) + demands(path)
  }

  private func described(_ spec: KeySpec) -> [(String, JSON)] {
    var members: [(String, JSON)] = []
    let later = "This version checks it and does not run it yet."
    let without = "It has no effect in this version."
    let note: String? =
      switch spec.support {
      case .supported: nil
      case .notSupportedYet: later
      case .notBuiltYet: without
      }
    members.append(("description", .string([spec.summary, note].compactMap { $0 }.joined(separator: ". "))))
    if let value = spec.defaultText, spec.kind.accepts(value) { members.append(("default", .string(value))) }
    let examples = spec.allExamples.map { $0.trimmingQuotes }.filter { spec.kind.accepts($0) }
    if !examples.isEmpty { members.append(("examples", .array(examples.map { .string($0) }))) }
    return members + value(spec.kind, path: spec.path)
  }

  /// The members of a value's schema.
  func value(_ kind: KeySpec.Kind, path: String) -> [(String, JSON)] {
    switch kind {
    case .map: return map(path)
    case .list(let item):
      return [("type", .string("array")), ("items", .object(value(item, path: path + "[]")))]
    case .mapOr(let other):
      return [("anyOf", .array([.object(value(other, path: path)), .object(map(path))]))]
    case .listOr(let item):
      let one = value(item, path: path + "[]")
      let list: JSON = .object([("type", .string("array")), ("items", .object(one))])
      return [("anyOf", .array([.object(one), list]))]
    case .own:
      return isBlock ? SchemaShapes.partial(path) : SchemaShapes.own(path)
    default: return SchemaShapes.scalar(kind)
    }
  }

  private static func schema(of demand: KeyRule.Demand) -> [(String, JSON)] {
    switch demand {
    case .atLeastOne(let names):
      return [("anyOf", .array(names.map { .object([("required", .array([.string($0)]))]) }))]
    case .when(let key, is: let value, needs: let path):
      let written = KeySpec.Kind.choice([value])
      return [
        (
          "if",
          .object([
            ("properties", .object([(key, .object(SchemaShapes.scalar(written)))])),
            ("required", .array([.string(key)])),
          ])
        ),
        ("then", .object(required(path))),
      ]
    case .with(let key, needs: let other):
      return [("dependencies", .object([(key, .array([.string(other)]))]))]
    case .hereOrInEach(let key, of: let list):
      let item: JSON = .object([("type", .string("object")), ("required", .array([.string(key)]))])
      let items: JSON = .object([("type", .string("array")), ("items", item)])
      let each: JSON = .object([("properties", .object([(list, .object([("anyOf", .array([item, items]))]))]))])
      return [("anyOf", .array([.object([("required", .array([.string(key)]))]), each]))]
    case .oneGroup(let groups):
      let all = Set(groups.flatMap { $0 }).sorted()
      return [
        (
          "oneOf",
          .array(
            groups.map { group in
              let others = all.filter { !group.contains($0) }
              return .object([
                ("required", .array(group.map { .string($0) })),
                ("properties", .object(others.map { ($0, .bool(false)) })),
              ])
            })
        )
      ]
    }
  }

  private static func required(_ path: [String]) -> [(String, JSON)] {
    guard let first = path.first else { return [] }
    let inner = required(Array(path.dropFirst()))
    let properties: [(String, JSON)] =
      inner.isEmpty ? [] : [("properties", .object([(first, .object(inner))]))]
    return [("required", .array([.string(first)]))] + properties
  }
}

extension KeyTable {
  /// The rows of the keys below a table path, in the table's order, each with its own name.
  func rows(below parent: String) -> [(name: String, spec: KeySpec)] {
    allNames(below: parent).compactMap { name in key(name, below: parent).map { (name, $0) } }
  }
}

extension KeySpec.Kind {
  /// Whether a text is a value of a scalar kind.
  package func accepts(_ text: String) -> Bool {
    switch self {
    case .mapOr(let other): return other.accepts(text)
    case .listOr(let item): return item.accepts(text)
    default:
      if case .success = value(of: text, zoneNames: nil) { return true }
      return false
    }
  }
}

extension String {
  /// Without the double quotes around it.
  var trimmingQuotes: String {
    utf8.count >= 2 && first == "\"" && last == "\"" ? String(dropFirst().dropLast()) : self
  }
}
