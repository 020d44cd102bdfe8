import Testing

@testable import DecoyEvents

/// What stands before an address, rule by rule.
@Suite("Kinds of addresses")
struct AddressKindTests {
  @Test(
    arguments: [
      ("client=((((1.2.3.4", "peer"), ("client=(((((1.2.3.4", "free"), ("client: \"<{1.2.3.4", "peer"),
      ("client=ipv4:1.2.3.4", "peer"), ("client: \"[IPv6:[2001:db8::5", "peer"),
      ("client=xipv4:1.2.3.4", "free"),
      ("client=/1.2.3.4", "peer"), ("client /1.2.3.4", "peer"), ("client:/1.2.3.4", "peer"),
      ("/1.2.3.4 x", "free"),
      ("\"/1.2.3.4\"", "free"), ("client,/1.2.3.4", "free"), ("client x/1.2.3.4", "none"),
      ("RemoteAddress=\"IPV4/UDP/1.2.3.4/5084\"", "peer"), ("rhost=ipv6/tcp/[2001:db8::5]", "peer"),
      ("client=IPv4/TLSx/1.2.3.4", "peer"), ("client=ipv4/x/1.2.3.4", "none"),
      ("client=ipv4/abcde/1.2.3.4", "none"),
      ("client=ipv5/udp/1.2.3.4", "none"), ("client=ipv4/u1/1.2.3.4", "none"),
    ]
  )
  func `Marks and notation before an address are skipped`(text: String, kind: String) {
    check(text, kind)
  }

  @Test(
    arguments: [
      ("(?@1.2.3.4) [WARNING]", "bracket"), ("x (?@1.2.3.4)", "none"), ("'root'@'1.2.3.4'", "peer"),
      ("root@\"1.2.3.4\"", "peer"), ("<a@[1.2.3.4]>", "none"), ("root@1.2.3.4", "none"),
      ("sip:100@1.2.3.4:5060", "none"),
    ]
  )
  func `Behind @ stands the host of a name`(text: String, kind: String) {
    check(text, kind)
  }

  @Test(
    arguments: [
      ("client1/1.2.3.4:5151 x", "free"), ("x client-1/1.2.3.4:5151", "free"), ("client1/1.2.3.4 x", "none"),
      ("a/client1/1.2.3.4:5151", "none"), ("x=client1/1.2.3.4:5151", "none"),
      ("(client1/1.2.3.4:5151", "none"),
      ("Chrome/120.0.0.0", "none"), ("http://1.2.3.4/x", "none"), ("http://1.2.3.4:80/x", "none"),
      ("abcdefghijklmnopqrstuvwxyz012345/1.2.3.4:1", "free"),
      ("abcdefghijklmnopqrstuvwxyz0123456/1.2.3.4:1", "none"),
    ]
  )
  func `Behind a slash stands the end of a path, unless a name and a port are around it`(
    text: String,
    kind: String
  ) {
    check(text, kind)
  }

  @Test(
    arguments: [
      ("amd64~~6.1.1.2", "none"), ("->1.2.3.4", "none"), ("-> 1.2.3.4", "none"), ("->\t   [1.2.3.4]", "none"),
      ("->     1.2.3.4", "free"), ("> 1.2.3.4", "free"), ("- 1.2.3.4", "free"),
    ]
  )
  func `Behind a tilde stands a version, behind an arrow a destination`(text: String, kind: String) {
    check(text, kind)
  }

  @Test(
    arguments: [
      ("client:1.2.3.4", "peer"), ("\"client\":\"1.2.3.4\"", "peer"),
      ("\\\"client\\\" : \\\"1.2.3.4\\\"", "peer"),
      ("client    =    1.2.3.4", "peer"), ("client     = 1.2.3.4", "free"), ("client =     1.2.3.4", "free"),
      ("client'\"'\"=1.2.3.4", "peer"), ("client'\"'\"'=1.2.3.4", "free"), ("é,client:1.2.3.4", "peer"),
      ("éclient:1.2.3.4", "free"), ("/client:1.2.3.4", "free"), ("x: [1.2.3.4]", "bracket"),
      ("x: 1.2.3.4", "free"),
      ("x: ([1.2.3.4])", "free"), ("bcdefghijklmnopqrstuvwxyz-remote=1.2.3.4", "peer"),
      ("abcdefghijklmnopqrstuvwxyz-remote=1.2.3.4", "free"), ("?ip=1.2.3.4", "none"),
      ("&client: \"1.2.3.4", "none"),
      ("?abcdefghijklmnopqrstuvwxyz012345=1.2.3.4", "none"),
      ("?abcdefghijklmnopqrstuvwxyz0123456=1.2.3.4", "free"),
      ("?=1.2.3.4", "free"), ("? client 1.2.3.4", "peer"),
    ]
  )
  func `A label precedes a separator, blanks and quotes, and has at most 32 bytes`(text: String, kind: String)
  {
    check(text, kind)
  }

  @Test(
    arguments: [
      ("unknown[1.2.3.4]", "named"), ("from unknown[1.2.3.4]", "named"), ("a/b[2001:db8::5]", "named"),
      ("x[\"1.2.3.4\"]", "named"), ("version[7.17.9.1]", "none"), ("Firm_ware[7.17.9.1]", "none"),
      ("to[1.2.3.4]", "none"),
      ("x-version[1.2.3.4]", "named"), ("é[1.2.3.4]", "bracket"), ("x([1.2.3.4])", "free"),
      ("x(1.2.3.4)", "free"),
      ("x [1.2.3.4]", "bracket"),
    ]
  )
  func `A bracket right behind a name is its address, unless the name says that it is none`(
    text: String,
    kind: String
  ) {
    check(text, kind)
  }

  @Test(
    arguments: ["src_ip", "src", "client_ip", "remote_ip", "remote_addr", "target_ip", "ip"]
  )
  func `A pair has a field's name as it is spelled and nothing between`(name: String) {
    check("x \(name)=1.2.3.4", "pair")
    check("\(name)=[2001:db8::5]", "pair")
    check("{\"\(name)\"=\"1.2.3.4\"}", "pair")
    check("\(name) ='1.2.3.4'", "pair")
    for other in ["\(name)= 1.2.3.4", "\(name):1.2.3.4", "\(name.uppercased())=1.2.3.4", "x-\(name)=1.2.3.4"]
    {
      #expect(MessageText(other).sightings.allSatisfy { !$0.hasSuffix("pair") }, "\(other)")
    }
  }

  @Test(
    arguments: [
      ("ip: 1.2.3.4", "plain"), ("IP_Addr=1.2.3.4", "plain"), ("host=\"1.2.3.4\"", "plain"),
      ("host '1.2.3.4'", "plain"),
      ("addr: 1.2.3.4", "plain"), ("address: 1.2.3.4", "plain"), ("ip-address=1.2.3.4", "plain"),
      ("host 1.2.3.4", "free"), ("host [1.2.3.4]", "bracket"), ("hosts: 1.2.3.4", "free"),
      ("on host 1.2.3.4", "none"), ("On ip: 1.2.3.4", "none"), ("local address: 1.2.3.4", "none"),
      ("my.proxy addr=\"1.2.3.4\"", "none"), ("listening    address 1.2.3.4", "none"),
      ("upstream host 1.2.3.4", "none"),
      ("remote address: 1.2.3.4", "peer"), ("rip host 1.2.3.4", "peer"), ("\"client\" ip: 1.2.3.4", "plain"),
      ("from host 1.2.3.4", "from"), ("From IP: 1.2.3.4", "from"), ("remote     ip: 1.2.3.4", "plain"),
      ("remote local ip 1.2.3.4", "none"), ("remote-server ip 1.2.3.4", "none"),
      ("remote ip=1.2.3.4", "pair"),
    ]
  )
  func `An address that is called one is plain, unless the name before says whose`(text: String, kind: String)
  {
    check(text, kind)
  }

  @Test(
    arguments: [
      ("from 1.2.3.4", "from"), ("FROM: 1.2.3.4", "from"), ("from=1.2.3.4", "from"),
      ("from [1.2.3.4]", "from"),
      ("from <1.2.3.4>", "from"), ("from=<1.2.3.4>", "none"), ("from: [<1.2.3.4>]", "none"),
      ("xfrom 1.2.3.4", "free"),
      ("user 1.2.3.4", "none"), ("USER=1.2.3.4", "none"), ("user_name: \"1.2.3.4\"", "none"),
      ("ruser=1.2.3.4", "none"),
      ("login: 1.2.3.4", "none"), ("logname=1.2.3.4", "none"), ("pass_word=1.2.3.4", "none"),
      ("ruser 1.2.3.4", "free"),
      ("login 1.2.3.4", "free"), ("password 1.2.3.4", "free"), ("users 1.2.3.4", "free"),
    ]
  )
  func `From is a source unless it is a mail's, and a user's name is no address`(text: String, kind: String) {
    check(text, kind)
  }

  @Test(
    arguments: [
      ("lip=1.2.3.4", "none"), ("i=1.2.3.4", "none"), ("my_local_x: 1.2.3.4", "none"),
      ("dst=1.2.3.4", "none"),
      ("dest_ip=1.2.3.4", "none"), ("x-server: 1.2.3.4", "none"), ("Listen=1.2.3.4", "none"),
      ("bind: 1.2.3.4", "none"),
      ("upstream: \"1.2.3.4", "none"), ("proxy=1.2.3.4", "none"), ("X-Forwarded-For: 1.2.3.4", "none"),
      ("fwversion=1.2.3.4", "none"), ("firm_ware: 1.2.3.4", "none"), ("helo=<[1.2.3.4]>", "none"),
      ("EHLO: 1.2.3.4", "none"),
      ("remote_server=1.2.3.4", "none"), ("rip=1.2.3.4", "peer"), ("x_client_y=1.2.3.4", "peer"),
      ("remoteAddr: 1.2.3.4", "peer"), ("sourceIPAddress=1.2.3.4", "peer"), ("srcip: 1.2.3.4", "peer"),
      ("peer=1.2.3.4", "peer"), ("rhost=1.2.3.4", "peer"), ("Attacker: 1.2.3.4", "peer"),
      ("grip=1.2.3.4", "free"),
      ("version: 1.2.3.4", "none"), ("to: 1.2.3.4", "free"), ("x=1.2.3.4", "free"),
      ("x=[1.2.3.4]", "bracket"),
    ]
  )
  func `A key says whose its value is by the words in it`(text: String, kind: String) {
    check(text, kind)
  }

  @Test(
    arguments: [
      ("to 1.2.3.4", "none"), ("on 1.2.3.4", "none"), ("Via 1.2.3.4", "none"), ("into 1.2.3.4", "none"),
      ("server 1.2.3.4", "none"), ("version 1.2.3.4", "none"), ("firmware 1.2.3.4", "none"),
      ("release 1.2.3.4", "none"),
      ("client 1.2.3.4", "peer"), ("[client 1.2.3.4]", "peer"), ("clients 1.2.3.4", "free"),
      ("for 1.2.3.4:51", "free"),
      ("for '1.2.3.4'", "free"), ("for \"1.2.3.4:51\"", "free"), ("for '1.2.3.4:51'", "from"),
      ("remote 1.2.3.4", "free"),
      ("lip 1.2.3.4", "free"),
    ]
  )
  func `A word right before says whose the address is`(text: String, kind: String) {
    check(text, kind)
  }

  /// Expects that the text holds one sighting that is called so, or `none`, and an address all the same.
  private func check(_ text: String, _ kind: String) {
    let message = MessageText(text)
    #expect(message.addresses.count == 1, "\(text)")
    let kinds = message.sightings.map { $0.split(separator: " ")[1] }
    #expect(kinds == (kind == "none" ? [] : [Substring(kind)]), "\(text)")
  }
}
