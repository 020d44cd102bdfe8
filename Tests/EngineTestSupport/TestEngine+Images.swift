extension TestEngine {
  /// The name of the image that holds busybox and nothing else. Every engine has it from the start.
  public static var busyboxImage: String { "decklog-test-busybox:latest" }

  /// Makes ``busyboxImage``.
  func importBusybox() async throws {
    let script = """
      set -eu
      root=$(mktemp -d "$3/root-XXXXXX")
      mkdir -p "$root/bin" "$root/tmp"
      chmod 755 "$root"
      cp "$(command -v busybox)" "$root/bin/busybox"
      "$root/bin/busybox" --install "$root/bin"
      tar -C "$root" -c . | docker -H "$1" import - "$2"
      rm -rf "$root"
      """
    try await Command.run("sh", ["-c", script, "sh", self.host, Self.busyboxImage, self.directory])
  }

  /// Makes an image without a registry.
  ///
  /// - Parameters:
  ///   - name: The image's name.
  ///   - path: A tarball of a root file system, as `docker import` takes it; a directory that is one; or a
  ///     single file, such as a static binary, which becomes `/bin/` and its name.
  ///   - changes: Dockerfile instructions to apply, such as `CMD ["/bin/server"]`.
  /// - Throws: ``CommandFailure``.
  public func importImage(_ name: String, from path: String, changes: [String] = []) async throws {
    let script = """
      set -eu
      engine="$1" path="$2" name="$3" directory="$4"
      shift 4
      if test -d "$path"; then
        tar -C "$path" -c . | docker -H "$engine" import "$@" - "$name"
      elif tar -tf "$path" > /dev/null 2>&1; then
        docker -H "$engine" import "$@" - "$name" < "$path"
      else
        root=$(mktemp -d "$directory/root-XXXXXX")
        mkdir "$root/bin"
        cp "$path" "$root/bin/"
        chmod 755 "$root" "$root/bin/"*
        tar -C "$root" -c . | docker -H "$engine" import "$@" - "$name"
        rm -rf "$root"
      fi
      """
    try await Command.run(
      "sh",
      ["-c", script, "sh", self.host, path, name, self.directory] + changes.flatMap { ["--change", $0] }
    )
  }

  /// Loads an image that `docker save` has written.
  ///
  /// - Throws: ``CommandFailure``.
  public func loadImage(from path: String) async throws {
    try await self.docker(["load", "--input", path])
  }
}
