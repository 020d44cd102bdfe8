/// The answers of the fake web server.
enum LoginPage {
  /// The page that asks for a password, with an error shown above the form if there is one.
  static func response(error: String? = nil) -> [UInt8] {
    response(
      "200 OK",
      """
      <!DOCTYPE html>
      <html><head><title>Device Manager</title></head>
      <body><h1>Device Manager</h1>
      \(error.map { "<p><b>\($0)</b></p>\n" } ?? "")<form method="post" action="/login">
      <p><label>User name <input name="username"></label></p>
      <p><label>Password <input name="password" type="password"></label></p>
      <p><button>Log in</button></p>
      </form></body></html>

      """
    )
  }

  /// A page that only says what is wrong.
  static func failure(_ status: String) -> [UInt8] {
    response(status, "<html><head><title>\(status)</title></head><body><h1>\(status)</h1></body></html>\n")
  }

  private static func response(_ status: String, _ body: String) -> [UInt8] {
    let head = """
      HTTP/1.1 \(status)\r
      Server: Apache/2.4.57 (Debian)\r
      Content-Type: text/html; charset=utf-8\r
      Content-Length: \(body.utf8.count)\r
      Connection: close\r
      \r

      """
    return Array((head + body).utf8)
  }
}
