import CYAML

/// One event of libyaml with its place in characters (code points) from the start of the input.
struct YAMLEvent {
  enum Kind {
    case documentStart, documentEnd, streamStart, streamEnd
    case alias(String)
    case scalar(String, quoted: Bool)
    case sequenceStart, sequenceEnd
    case mappingStart, mappingEnd
  }
  var kind: Kind
  var anchor: String?
  var tag: String?
  var flow = false
  var start: Int
  var end: Int
}

/// What libyaml found wrong, with places in characters.
struct YAMLProblem: Error {
  var message: String
  var index: Int
  /// What it was reading, and where that began.
  var context: String?
  var contextIndex: Int
}

/// libyaml's pull parser over bytes that are known to be valid UTF-8. It owns a copy of them, because the C parser
/// reads from the buffer until it is deleted.
final class YAMLEvents {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  init(_ bytes: [UInt8]) {
    input = .allocate(capacity: max(bytes.count, 1))
    _ = input.initialize(from: bytes)
    parser = .allocate(capacity: 1)
    precondition(yaml_parser_initialize(parser) == 1, "libyaml is out of memory")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event.
  func next() throws(YAMLProblem) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    defer { yaml_event_delete(&event) }
    return YAMLEvents.read(event)
  }

  private func problem() -> YAMLProblem {
    let state = parser.pointee
    return YAMLProblem(
      message: state.problem.map { String(cString: $0) } ?? "not enough memory",
      index: Int(state.problem_mark.index),
      context: state.context.map { String(cString: $0) },
      contextIndex: Int(state.context_mark.index))
  }

  private static func read(_ event: yaml_event_t) -> YAMLEvent {
    var result = YAMLEvent(
      kind: .streamStart, start: Int(event.start_mark.index), end: Int(event.end_mark.index))
    switch event.type {
    case YAML_STREAM_END_EVENT, YAML_NO_EVENT: result.kind = .streamEnd
    case YAML_DOCUMENT_START_EVENT: result.kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: result.kind = .documentEnd
    case YAML_ALIAS_EVENT: result.kind = .alias(text(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT: readScalar(event.data.scalar, into: &result)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      result.kind = .sequenceStart
      (result.anchor, result.tag) = (text(start.anchor), text(start.tag))
      result.flow = start.style == YAML_FLOW_SEQUENCE_STYLE
    case YAML_SEQUENCE_END_EVENT: result.kind = .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      result.kind = .mappingStart
      (result.anchor, result.tag) = (text(start.anchor), text(start.tag))
      result.flow = start.style == YAML_FLOW_MAPPING_STYLE
    case YAML_MAPPING_END_EVENT: result.kind = .mappingEnd
    default: result.kind = .streamStart
    }
    return result
  }

  private static func readScalar(
    _ scalar: yaml_event_t.__Unnamed_union_data.__Unnamed_struct_scalar, into result: inout YAMLEvent
  ) {
    let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    result.kind = .scalar(String(decoding: bytes, as: UTF8.self), quoted: scalar.style != YAML_PLAIN_SCALAR_STYLE)
    (result.anchor, result.tag) = (text(scalar.anchor), text(scalar.tag))
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
