import Testing

@testable import DecoyEvents

@Suite("Where an attacker's own text may begin")
struct MessageOpeningTests {
  @Test(
    arguments: [
      ("a \"b\"", "a |"), ("a \\\"b", "a \\|"), ("a 'b'", "a |'"), ("a", "a|"), ("", "|"),
      ("for root", "for|"), ("x USER=root", "x USER|"), ("x Username: y", "x Username|"),
      ("ruser=x", "ruser|"),
      ("a-user b", "a-user|"), ("users for_x user_for forx user2", "users for_x user_for forx user2|"),
      ("user=", "user|"), ("ruser= rhost=1.2.3.4 user=x", "ruser= rhost=1.2.3.4 user|"),
      ("user=\tx", "user=\tx|"),
      ("user =x", "user|"), ("user\"x", "user|"), ("user'x", "user|'"),
    ]
  )
  func `Quotes open it, escaped or not, and the words that a user's name follows`(
    text: String,
    opening: String
  ) {
    #expect(MessageText(text).opening == opening)
  }

  @Test(
    arguments: [
      ("from '1.2.3.4' x", "from '1.2.3.4' x|"), ("from '[1.2.3.4]' x", "from |'"),
      ("from 'x 1.2.3.4' x", "from |'"),
      ("src='1.2.3.4'y'", "src='1.2.3.4'y|'"), ("x '1.2.3.4' y", "x |'"),
      ("'1.2.3.4' port 22", "'1.2.3.4' port 22|"),
      ("from '1.2.3.4'' x", "from '1.2.3.4'|'"), ("from 1.2.3.4'src=5.6.7.8", "from 1.2.3.4'src=5.6.7.8|"),
    ]
  )
  func `An apostrophe right at an address that something calls so opens nothing`(
    text: String,
    opening: String
  ) {
    #expect(MessageText(text).opening == opening)
  }

  @Test(
    arguments: [
      ("on '/dev/pts/0' for x", "on '/dev/pts/0' for|"),
      ("on '/dev/a \"b\" user c' 'd'", "on '/dev/a \"b\" user c' |'"),
      ("on '/dev/pts/0 for x", "on |'"), ("on '/dev' x", "on |'"), ("for'/dev/tty' x", "for|"),
    ]
  )
  func `A terminal in apostrophes opens nothing`(text: String, opening: String) {
    #expect(MessageText(text).opening == opening)
  }

  @Test(
    arguments: [
      ("[a 'b'] 'c'", "[a 'b'] |'"),
      ("2026-11-20T10:00:00 [b'ssh' on x] 'c'", "2026-11-20T10:00:00 [b'ssh' on x] |'"),
      ("[a 'b", "[a |'"), ("x [a 'b']", "x [a |'"), ("2026  [a 'b']", "2026  [a |'"), ("[a \"b\"]", "[a |"),
      ("[a user 'b']", "[a user|"), ("1 x [a 'b']", "1 x [a |'"),
    ]
  )
  func `An apostrophe in a leading bracket opens nothing`(text: String, opening: String) {
    #expect(MessageText(text).opening == opening)
  }
}
