internal import Campaigns

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
    JSON.object([
      ("calls", .array(calls.map(\.wire))), ("page", .integer(Int64(page))),
      ("page_size", .integer(Int64(pageSize))), ("start", .integer(Int64(start))),
      ("end", .integer(Int64(start + max(0, calls.count - 1)))), ("uri", .string(uri)),
      ("first_page_uri", .optional(firstPageURI)), ("previous_page_uri", .optional(previousPageURI)),
      ("next_page_uri", .optional(nextPageURI)),
    ]).text
  }

  /// Reads an answer's body. One element that is no call makes the page unreadable: a list with holes proves nothing.
  package init(parsing bytes: [UInt8]) throws(CallResourceError) {
    let json: JSON
    do { json = try JSON.parse(bytes) } catch { throw .notJSON(error) }
    guard let elements = json["calls"]?.elements else { throw .badField(name: "calls", value: json["calls"]?.scalar) }
    var calls: [CallResource] = []
    for element in elements { calls.append(try CallResource(element)) }
    self.init(
      calls: calls, page: json["page"]?.whole ?? 0, pageSize: json["page_size"]?.whole ?? 50,
      start: json["start"]?.whole ?? 0, uri: json["uri"]?.filledText ?? "",
      firstPageURI: json["first_page_uri"]?.filledText, previousPageURI: json["previous_page_uri"]?.filledText,
      nextPageURI: json["next_page_uri"]?.filledText)
  }
}
