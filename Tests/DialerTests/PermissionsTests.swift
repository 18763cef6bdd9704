import Campaigns
import Foundation
import HTTP
import Testing

@testable import Dialer

/// Who may ask for what over the control socket, and what those hear who may not.
@Suite struct PermissionsTests {
  private let permissions = Permissions(
    operators: ["vera": ["viewer"], "otto": ["operator"], "anna": ["approver"], "both": ["viewer", "approver"]],
    admins: ["root", "dialer"])

  @Test func everyRequestIsOpenToItsRoleAndThoseAbove() {
    let users: [(name: String, role: Role)] = [
      ("stranger", .viewer), ("vera", .viewer), ("otto", .operator), ("anna", .approver), ("both", .approver),
      ("root", .admin), ("dialer", .admin),
    ]
    for request in OperatorRequests.all {
      for user in users {
        let refusal = permissions.refusal(of: request, to: user.name)
        #expect((refusal == nil) == (user.role >= request.role), "\(user.name) asks for \(request.name)")
        if let refusal { #expect(refusal.code == .refused) }
      }
    }
  }

  @Test func whatChangesSomethingNeedsMoreThanAViewer() {
    for request in OperatorRequests.all where request.offline == .writing {
      #expect(request.role > .viewer, "\(request.name)")
    }
  }

  @Test func namesOfRequestsAreUnique() {
    #expect(Set(OperatorRequests.all.map { $0.name }).count == OperatorRequests.all.count)
  }

  @Test func aRefusalSaysWhoMay() {
    let refusal = permissions.refusal(of: PauseRequest.self, to: "vera")
    #expect(
      refusal?.message
        == "only an operator may pause; ask anna or both or otto, or add yourself under operators: in dialer.yaml")
    let alone = Permissions(operators: [:], admins: ["root"]).refusal(of: PauseRequest.self, to: "vera")
    #expect(alone?.message.contains("ask root, or add yourself") == true)
  }

  @Test func theOwnerOfTheStoreIsAdmin() throws {
    let folder = try Folder.account("operators: {otto: [viewer, operator]}")
    try folder.write("dialer.db", "")
    let workspace = try Workspace.load(config: folder.path("dialer.yaml"))
    let read = Permissions(workspace, daemonUser: "daemon-user")
    #expect(read.role(of: Permissions.currentUser) == .admin)
    #expect(read.role(of: "daemon-user") == .admin)
    #expect(read.role(of: "otto") == .operator)
    #expect(read.role(of: "stranger") == .viewer)
  }

  @Test func aRoleThatDoesNotExistIsAnError() throws {
    let folder = try Folder.account("operators: {otto: [boss]}")
    #expect(throws: Failure.self) { try Workspace.load(config: folder.path("dialer.yaml")) }
  }
}
