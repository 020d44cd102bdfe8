extension Format {
  package func sources(of image: String) -> [Source] { isPrinted(by: image) ? sources : [] }
}
