/// What JSON Schema says of scalars, and of the values that code of their own reads.
enum SchemaShapes {
  /// The schema of a scalar kind.
  static func scalar(_ kind: KeySpec.Kind) -> [(String, JSON)] {
    switch kind {
    case .text: [("type", types("string", "number", "boolean")), ("minLength", .integer(1))]
    case .identifier: pattern("^[a-z0-9][a-z0-9-]{0,63}$", "string", "integer") + [("minimum", .integer(0))]
    case .boolean: [("enum", .array([.bool(true), .bool(false), .string("true"), .string("false")]))]
    case .integer(let range):
      pattern("^[0-9]+$", "integer", "string") + [
        ("minimum", .integer(Int64(range.lowerBound))), ("maximum", .integer(Int64(range.upperBound))),
      ]
    case .duration: pattern(durationPattern, "string")
    case .money(let orZero):
      pattern("^[0-9]+([.][0-9]{1,6})?$", "number", "string") + [
        (orZero ? "minimum" : "exclusiveMinimum", .integer(0)), ("maximum", .integer(1_000_000_000)),
      ]
    case .share: pattern("^[0-9]+([.][0-9])?%$", "string")
    case .rate:
      pattern("^([0-9]+([.][0-9]{1,3})?|unlimited)$", "number", "string") + [
        ("exclusiveMinimum", .integer(0)), ("maximum", .integer(100_000)),
      ]
    case .choice(let words): [("enum", .array(choices(words)))]
    case .phone:
      pattern("^[+][1-9][0-9]{6,14}$", "string", "integer") + [
        ("minimum", .integer(1_000_000)), ("maximum", .integer(999_999_999_999_999)),
      ]
    case .country: pattern("^[A-Z]{2}$", "string")
    case .zone: [("type", .string("string")), ("minLength", .integer(1))]
    case .date: pattern("^" + day + "$", "string")
    case .bound: pattern("^" + day + "([Tt ]" + time + ")?$", "string")
    case .instant: pattern("^" + day + "[Tt ]" + time + "$", "string")
    case .window: pattern("^" + clock + "-" + clock + "$", "string")
    case .own, .map, .list, .mapOr, .listOr: []
    }
  }

  /// The schema of a map's keys, which are always text.
  static func name(_ kind: KeySpec.Kind) -> [(String, JSON)] {
    switch kind {
    case .choice(let words): [("enum", .array(words.map { .string($0) }))]
    default: scalar(kind).filter { ["pattern", "minLength"].contains($0.0) }
    }
  }

  /// A value that code of its own reads, by the path of its row; anything where only that code can tell.
  static func own(_ path: String) -> [(String, JSON)] {
    switch path {
    case "segment.where": [reference("condition")]
    case "segment.order_by": [reference("order")]
    case "calling_hours.open", "call.connect.*.hours": [reference("windows")]
    case "alerts.events":
      [
        (
          "anyOf",
          .array([
            .object([("enum", .array([.string("all")]))]),
            .object([
              ("type", .string("array")),
              ("items", .object([("enum", .array(ConditionCode.allCases.map { .string($0.rawValue) }))])),
            ]),
          ])
        )
      ]
    case "profiles.*":
      SchemaBuilder(table: CampaignKeys.table, isPartial: true, isBlock: true, without: ProfileBlocks.foreignKeys).map(
        "")
    default: []
    }
  }

  /// The same within a block of `profiles:`, of which only conditions and hours are read before a campaign uses it.
  static func partial(_ path: String) -> [(String, JSON)] {
    ["segment.where", "calling_hours.open"].contains(path) ? own(path) : []
  }

  /// Schemas that others refer to.
  static var definitions: [(String, JSON)] {
    [
      ("anything", .object([("type", types("string", "number", "boolean"))])),
      ("condition", .object(condition)), ("test", .object(test)), ("order", .object(order)),
      ("windows", .object(windows)),
    ]
  }

  private static var condition: [(String, JSON)] {
    let list: JSON = .object([
      ("type", .string("array")), ("items", .object([reference("condition")])), ("minItems", .integer(1)),
    ])
    return [
      ("description", .string("a map: all of its entries; a list: all of its items; a text: a boolean column")),
      (
        "anyOf",
        .array([
          .object([("type", types("string", "number", "boolean"))]), list,
          .object([
            ("type", .string("object")), ("minProperties", .integer(1)),
            ("properties", .object([("all", list), ("any", list), ("not", .object([reference("condition")]))])),
            ("additionalProperties", .object([reference("test")])),
          ]),
        ])
      ),
    ]
  }

  private static var test: [(String, JSON)] {
    let comparisons = ConditionDecoder.comparisons.map { name -> (String, JSON) in
      (name, .object([reference("anything")]))
    }
    return [
      ("description", .string("a value: equals; a list: any of; a map: one comparison")),
      (
        "anyOf",
        .array([
          .object([reference("anything")]),
          .object([
            ("type", .string("array")), ("items", .object([reference("anything")])), ("minItems", .integer(1)),
          ]),
          .object([
            ("type", .string("object")), ("properties", .object(comparisons)), ("additionalProperties", .bool(false)),
            ("minProperties", .integer(1)), ("maxProperties", .integer(1)),
          ]),
        ])
      ),
    ]
  }

  private static var order: [(String, JSON)] {
    let one: JSON = .object([
      (
        "anyOf",
        .array([
          .object([("type", types("string", "number", "boolean")), ("minLength", .integer(1))]),
          .object([
            ("type", .string("object")), ("minProperties", .integer(1)), ("maxProperties", .integer(1)),
            ("additionalProperties", .object([("enum", .array([.string("asc"), .string("desc")]))])),
          ]),
        ])
      )
    ])
    return [
      ("description", .string("columns; missing values last")),
      ("anyOf", .array([one, .object([("type", .string("array")), ("items", one)])])),
    ]
  }

  private static var windows: [(String, JSON)] {
    let window: JSON = .object(scalar(.window))
    return [
      ("description", .string("windows by day: mon, mon-fri, daily; the more specific day replaces")),
      ("type", .string("object")), ("minProperties", .integer(1)),
      (
        "propertyNames",
        .object([("pattern", .string("^(daily|(\(weekdays))(-(?!\\2)(\(weekdays)))?)$"))])
      ),
      (
        "additionalProperties",
        .object([
          ("anyOf", .array([window, .object([("type", .string("array")), ("items", window)])]))
        ])
      ),
    ]
  }

  private static let weekdays = "mon|tue|wed|thu|fri|sat|sun"
  private static let clock = "(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)"
  private static let day = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
  private static let time = "[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
  private static let durationPattern =
    "^(?=.)([0-9]{1,15}y)?([0-9]{1,15}d)?([0-9]{1,15}h)?([0-9]{1,15}m)?([0-9]{1,15}s)?([0-9]{1,15}ms)?([0-9]{1,15}us)?$"

  static func reference(_ name: String) -> (String, JSON) { ("$ref", .string("#/definitions/" + name)) }

  static func types(_ names: String...) -> JSON { .array(names.map { .string($0) }) }

  /// What looks like a number or a truth value is one for an editor: both spellings are listed.
  private static func choices(_ words: [String]) -> [JSON] {
    words.map { .string($0) }
      + words.compactMap { word in
        word == "true" || word == "false" ? .bool(word == "true") : Int64(word).map { .integer($0) }
      }
  }

  private static func pattern(_ text: String, _ names: String...) -> [(String, JSON)] {
    let type: JSON = names.count == 1 ? .string(names[0]) : .array(names.map { .string($0) })
    return [("type", type), ("pattern", .string(text))]
  }
}
