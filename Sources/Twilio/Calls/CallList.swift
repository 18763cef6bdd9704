/// One page of calls, newest first. Paths are relative; a nil path means there is no such page.
package struct CallList: Sendable, Equatable {
  package var calls: [CallResource]
  /// From 0.
  package var page: Int
  package var pageSize: Int
  /// Position of the first call in the whole list, from 0.
  package var start: Int
  package var uri: String
  package var firstPageURI: String?
  package var previousPageURI: String?
  /// Where the list goes on; always follow this one, since it carries the page's token.
  package var nextPageURI: String?

  package init(
    calls: [CallResource], page: Int = 0, pageSize: Int = 50, start: Int = 0, uri: String, firstPageURI: String? = nil,
    previousPageURI: String? = nil, nextPageURI: String? = nil
  ) {
    self.calls = calls
    self.page = page
    self.pageSize = pageSize
    self.start = start
    self.uri = uri
    self.firstPageURI = firstPageURI
    self.previousPageURI = previousPageURI
    self.nextPageURI = nextPageURI
  }

  /// The page as JSON text.
  package var json: String {
    WireJSON.object([
      .init("calls", .array(calls.map(\.wire))), .init("page", .number(String(page))),
      .init("page_size", .number(String(pageSize))), .init("start", .number(String(start))),
      .init("end", .number(String(start + max(0, calls.count - 1)))), .init("uri", .string(uri)),
      .init("first_page_uri", .optional(firstPageURI)), .init("previous_page_uri", .optional(previousPageURI)),
      .init("next_page_uri", .optional(nextPageURI)),
    ]).serialized
  }

  /// Reads an answer's body. One element that is no call makes the page unreadable: a list with holes proves nothing.
  package init(parsing bytes: [UInt8]) throws(CallResourceError) {
    let json: WireJSON
    do { json = try WireJSON(parsing: bytes) } catch { throw .notJSON(error) }
    guard let elements = json["calls"]?.elements else { throw .badField(name: "calls", value: json["calls"]?.text) }
    var calls: [CallResource] = []
    for element in elements { calls.append(try CallResource(element)) }
    self.init(
      calls: calls, page: json["page"]?.integer ?? 0, pageSize: json["page_size"]?.integer ?? 50,
      start: json["start"]?.integer ?? 0, uri: json["uri"]?.filledText ?? "",
      firstPageURI: json["first_page_uri"]?.filledText, previousPageURI: json["previous_page_uri"]?.filledText,
      nextPageURI: json["next_page_uri"]?.filledText)
  }
}
