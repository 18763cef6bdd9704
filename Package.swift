// swift-tools-version: 6.2
import PackageDescription

// MARK: - Settings

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func test(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [], exclude: [String] = [])
  -> Target
{
  .testTarget(
    name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

let package = Package(
  name: "dialer",
  products: [
    .executable(name: "dialer", targets: ["Dialer"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
  ],
  targets: [
    // MARK: - C modules

    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(
      name: "CPhoneNumber",
      linkerSettings: [.linkedLibrary("phonenumber"), .linkedLibrary("icuuc")]),

    // MARK: - Pure

    .target(
      name: "Campaigns",
      dependencies: ["CPhoneNumber", "CYAML", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .target(
      name: "Engine",
      dependencies: ["Campaigns", .product(name: "HeapModule", package: "swift-collections")],
      swiftSettings: strict),
    .target(
      name: "Simulation",
      dependencies: ["Engine", .product(name: "HeapModule", package: "swift-collections")],
      swiftSettings: strict),
    .target(name: "Twilio", dependencies: ["Campaigns"], swiftSettings: strict),

    // MARK: - World

    .target(name: "ActivityStore", dependencies: ["CSQLite", "Engine"], swiftSettings: strict),
    .target(
      name: "HTTP",
      dependencies: [
        "CCurl",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .target(
      name: "Sandbox",
      dependencies: [
        "HTTP", "Simulation", "Twilio",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .target(
      name: "Telephony",
      dependencies: ["Engine", "HTTP", "Twilio"],
      swiftSettings: strict),
    .executableTarget(
      name: "Dialer",
      dependencies: [
        "ActivityStore", "Sandbox", "Simulation", "Telephony",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: strict),

    // MARK: - Tests

    test("ActivityStoreTests", ["ActivityStore"]),
    test("CampaignsTests", ["Campaigns"], resources: [.copy("Fixtures")]),
    test("CrashTests", ["ActivityStore", "Dialer", "Sandbox"]),
    test("DialerTests", ["Dialer"], exclude: ["Fixtures"]),
    test("EngineTests", ["Engine"]),
    test("HTTPTests", ["HTTP", .product(name: "Hummingbird", package: "hummingbird")]),
    test("SandboxTests", ["Sandbox"]),
    test("SimulationTests", ["Simulation"]),
    test("TelephonyTests", ["Telephony"]),
    test("TidyTests", []),
    test("TwilioTests", ["Twilio"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// MARK: - The fuzz target of `make fuzz`

/// It needs unsafe flags: so it is there only where it is asked for.
if Context.environment["DIALER_FUZZ"] != nil {
  let fuzzer: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])]
  for target in package.targets where ["Campaigns"].contains(target.name) {
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-sanitize=fuzzer"])]
  }
  package.targets.append(
    .executableTarget(
      name: "CampaignFuzz", dependencies: ["Campaigns"], path: "Tests/Fuzz", exclude: ["corpus"],
      swiftSettings: strict + fuzzer, linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]))
  package.products.append(.executable(name: "campaign-fuzz", targets: ["CampaignFuzz"]))
}
