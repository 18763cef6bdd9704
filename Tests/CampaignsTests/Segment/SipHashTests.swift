import Campaigns
import Testing

@Suite struct SipHashTests {
  /// From the reference implementation's vectors: key 00 01 … 0f, input 00 01 … of rising length.
  @Test(
    arguments: [
      (0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (2, 0x0d6c_8009_d9a9_4f5a), (3, 0x8567_6696_d7fb_7e2d),
      (4, 0xcf27_94e0_2771_87b7), (5, 0x1876_5564_cd99_a68d), (6, 0xcbc9_466e_58fe_e3ce), (7, 0xab02_00f5_8b01_d137),
      (8, 0x93f5_f579_9a93_2462), (15, 0xa129_ca61_49be_45e5),
    ] as [(Int, UInt64)])
  func agreesWithTheReference(length: Int, expected: UInt64) {
    let bytes = (0..<length).map { UInt8($0) }
    #expect(SipHash.hash(bytes, key0: 0x0706_0504_0302_0100, key1: 0x0f0e_0d0c_0b0a_0908) == expected)
  }
}
