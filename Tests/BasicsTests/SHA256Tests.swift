import Basics
import Testing

/// With the vectors of FIPS 180-4's examples and RFC 4231.
struct SHA256Tests {
  private static let vectors = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test(arguments: vectors, [1, 7, 64, 4096, .max])
  func `The digest is the standard's, however the bytes come`(
    vector: (text: String, digest: String),
    step: Int
  ) {
    let bytes = Array(vector.text.utf8)
    #expect(SHA256.hash(bytes).hexadecimal == vector.digest)
    var hash = SHA256()
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        hash.update(UnsafeRawBufferPointer(rebasing: rest.prefix(step)))
        rest = rest.dropFirst(step)
      }
    }
    #expect(hash.finalize().hexadecimal == vector.digest)
    #expect(hash.finalize().hexadecimal == vector.digest, "asking for it changes nothing")
  }

  @Test func `A copy goes on by itself`() {
    var hash = SHA256()
    Array("ab".utf8).withUnsafeBytes { hash.update($0) }
    var copy = hash
    Array("c".utf8).withUnsafeBytes { copy.update($0) }
    Array("x".utf8).withUnsafeBytes { hash.update($0) }
    #expect(copy.finalize() == SHA256.hash("abc".utf8))
    #expect(hash.finalize() == SHA256.hash("abx".utf8))
    #expect(hash.finalize() != copy.finalize())
  }

  @Test func `Words and bytes are the digest's first ones`() {
    let digest = SHA256.hash("abc".utf8)
    #expect(digest.count == 32)
    #expect(Array(digest.prefix(4)) == [0xBA, 0x78, 0x16, 0xBF])
    #expect(digest.words.high == UInt64(littleEndian: 0xEACF_018F_BF16_78BA))
    #expect(digest.words.low == UInt64(littleEndian: 0x2322_AE5D_DE40_4141))
  }

  @Test(arguments: [
    (
      key: "Jefe", message: "what do ya want for nothing?",
      code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      key: String(repeating: "\u{0B}", count: 20), message: "Hi There",
      code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
  ])
  func `An authentication code is the RFC's`(vector: (key: String, message: String, code: String)) {
    let code = SHA256.authenticationCode(for: Array(vector.message.utf8), using: Array(vector.key.utf8))
    #expect(code.hexadecimal == vector.code)
  }
}
