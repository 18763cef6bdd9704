/// One header line.
package struct HTTPHeader: Sendable, Equatable {
  package var name: String
  package var value: String
  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// User and password of HTTP Basic authentication; printing it shows neither.
package struct BasicAuthorization: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  let user: String
  let password: String

  package init(user: String, password: String) {
    self.user = user
    self.password = password
  }

  package var description: String { "BasicAuthorization(masked)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// One HTTP/1.1 request. Redirects are never followed, and no proxy is used.
package struct HTTPRequest: Sendable {
  /// The method, as it stands in the request line.
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"
  }

  package var method: Method
  /// Absolute, `http` or `https`, without user and password.
  package var url: String
  package var headers: [HTTPHeader] = []
  /// Sent with POST only.
  package var body: [UInt8] = []
  package var authorization: BasicAuthorization?
  /// Path of a Unix-domain socket to connect to instead of the URL's host.
  package var unixSocket: String?
  /// For the name, the connection and TLS together.
  package var connectTimeout: Duration = .seconds(10)
  /// From the start to the answer's last byte.
  package var totalTimeout: Duration = .seconds(30)
  /// A connection of its own that is not kept: on an idle connection that its peer closes at the same moment, nobody
  /// can tell whether a request was read.
  package var freshConnection = false
  /// How long a kept connection may have been idle to be used again; libcurl's own default.
  package var mostIdle: Duration = .seconds(118)
  /// Hands the body out once. libcurl repeats a POST by itself when a reused connection dies without an answer; with
  /// this it cannot, and fails with error 65 instead.
  package var onceOnlyBody = false
  /// The most bytes of an answer's body; a longer one is a failure.
  package var responseLimit = 4 << 20
  /// Called on the client's queue when the body is first taken for writing to the socket (once-only bodies only).
  package var bodyTaken: (@Sendable () -> Void)?

  package init(_ method: Method, _ url: String) {
    self.method = method
    self.url = url
  }
}

/// What came of one request.
package struct HTTPOutcome: Sendable {
  /// 0 when no status line arrived.
  package var status: Int
  package var headers: [HTTPHeader]
  package var body: [UInt8]
  /// Bytes of request head and body that were handed to the network: 0 proves that nothing left us.
  package var requestBytesSent: Int
  /// nil when the answer is complete.
  package var failure: HTTPFailure?

  /// The value of the first header with this name, in any case.
  package func header(_ name: String) -> String? {
    let name = name.lowercased()
    return headers.first { $0.name.lowercased() == name }?.value
  }
}

/// Why there is no complete answer.
package struct HTTPFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// libcurl's number of the error (libcurl-errors(3)): 7 refused, 28 timeout, 52 empty reply, 56 reset, 65 body asked
  /// for twice.
  package var code: Int
  /// What happened, in one sentence; never holds credentials.
  package var message: String
  package var description: String { "\(message) (libcurl error \(code))" }

  package init(code: Int, message: String) {
    self.code = code
    self.message = message
  }
}
