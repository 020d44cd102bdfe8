import Glibc

/// The client's end of a connection.
struct Peer {
  let address: String
  let port: UInt16

  init(_ socketAddress: sockaddr_in) {
    let bytes = withUnsafeBytes(of: socketAddress.sin_addr.s_addr) { Array($0) }
    address = bytes.map(String.init).joined(separator: ".")
    port = UInt16(bigEndian: socketAddress.sin_port)
  }
}
