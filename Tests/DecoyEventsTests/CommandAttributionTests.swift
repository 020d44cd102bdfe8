import Testing
import TestSupport

@testable import DecoyEvents

@Suite("Attribution of shell commands")
struct CommandAttributionTests {
  @Test(
    arguments: [
      AttributionExample.pair("CMD uid=0 user=root src=1.2.3.4 pwd=/root cmd=id", "1.2.3.4"),
      .pair("CMD src=1.2.3.4", "1.2.3.4"), .pair("CMD src=1.2.3.4 cmd=id", "1.2.3.4"),
      .pair("CMD src=[2001:db8::5]:22 pwd=/", "2001:db8::5"),
      .pair("CMD src=fe80::1%eth0,x pwd=/", "fe80::1%eth0"),
      .pair("CMD remote_addr=\"1.2.3.4\" pwd=/", "1.2.3.4"), .pair("CMD ip='\"1.2.3.4:22'' pwd=/", "1.2.3.4"),
      .pair("CMD é/src=1.2.3.4;pwd=/", "1.2.3.4"), .pair("CMD xpwd=/ src=1.2.3.4 pwd=/", "1.2.3.4"),
      .pair("CMD \tpwd=/ src=1.2.3.4 pwd=/", "1.2.3.4"),
      .pair("CMD src=1.2.3.4 ip=1.2.3.4:5 pwd=/", "1.2.3.4"),
      .pair("CMD src=2001:db8::1 src='2001:DB8:0::1' pwd=/", "2001:db8::1"),
    ]
  )
  func `The pair before the directory gives the address, however it is written`(example: AttributionExample)
    throws
  {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.none("CMD user=root pwd=/root cmd=echo src=6.6.6.6"),
      .none("CMD pwd=/x src=6.6.6.6 cmd=ls"),
      .none("CMD cmd=ls src=6.6.6.6"), .none("CMD cmd=ping from 6.6.6.6"), .none("CMD from 6.6.6.6 pwd=/"),
      .none("CMD SRC=6.6.6.6 pwd=/"), .none("CMD xsrc=6.6.6.6 pwd=/"), .none("CMD -src=6.6.6.6 pwd=/"),
      .none("CMD .ip=6.6.6.6 pwd=/"), .none("CMD _remote_addr=6.6.6.6 pwd=/"),
      .none("CMD src =6.6.6.6 pwd=/"),
      .none("CMD src= pwd=/root cmd=ssh 6.6.6.6"), .none("CMD src=unknown ip= pwd=/"),
      .none("CMD src=0.0.0.0 pwd=/"),
      .none("CMD src=1.2.3.4|x pwd=/"), .none("CMD src=(1.2.3.4) pwd=/"), .none("CMD src=\"\"\"\" pwd=/"),
      .none("CMD uid=0 6.6.6.6 port 22"),
      .none("CMD src=203.0.113 pwd=/"), .none("CMD src=203.0.113. pwd=/"), .none("CMD src=2001:db8: pwd=/"),
      .none("CMD src=fe80::1% pwd=/"), .none("CMD src=fe80::1%\(String(repeating: "z", count: 1000)) pwd=/"),
    ]
  )
  func `What an attacker typed, and what is no pair of a field's name, gives none`(
    example: AttributionExample
  ) throws {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.undecided("CMD user=x src=6.6.6.6 src= pwd=/"),
      .undecided("CMD src= src=6.6.6.6 pwd=/"),
      .undecided("CMD src=1.2.3.4 ip=6.6.6.6 pwd=/"), .undecided("CMD user=ip=src=6.6.6.6 src=6.6.6.6 pwd=/"),
      .undecided("CMD src=1.2.3.4 src=::ffff:1.2.3.4 pwd=/"),
      .undecided("CMD src=fe80::1%a src=fe80::1%b pwd=/"),
      .undecided("CMD src=1.2.3.4 src=1.2.3.4 src=x pwd=/"),
      .undecided("CMD user=src=6.6.6.6,src=1.2.3.4 pwd=/"),
    ]
  )
  func `Pairs that contradict each other give none, and the record says so`(example: AttributionExample)
    throws
  {
    try example.check()
  }

  @Test func `A field comes before the message, and other messages are read as prose`() throws {
    try AttributionExample(#"[relay@55555 src_ip="1.2.3.4"] CMD src=6.6.6.6 pwd=/"#, "1.2.3.4", "field")
      .check()
    try AttributionExample.prose("cmd from 1.2.3.4", "1.2.3.4").check()
    try AttributionExample.prose("CMD\tfrom 1.2.3.4", "1.2.3.4").check()
    try AttributionExample.prose("CMDx from 1.2.3.4", "1.2.3.4").check()
    try AttributionExample("[relay@55555 a=\"1\" x] CMD src=1.2.3.4", "Unknown", "none").check()
  }
}
