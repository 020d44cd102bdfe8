/// The shell's part of a ``TestEngine``. `$1` is always the engine's directory.
enum EngineScript {
  /// Makes the directory, the namespaces with `tini` as their first process, and the guard.
  ///
  /// `$2` is the process that the guard watches, `$3` is `--net` for a network of the engine's own.
  static let create = """
    set -eu
    mkdir -m 700 "$1"
    cd "$1"
    unshare $3 --mount --pid --fork --kill-child --mount-proc \\
      sh -c 'test -z "$2" || ip link set lo up; touch "$1/ready"; exec tini -s -- sleep infinity' \\
      sh "$1" "$3" > keeper.log 2>&1 < /dev/null &
    echo $! > keeper
    until test -e ready; do
      test -e "/proc/$!/exe" || { cat keeper.log >&2; exit 1; }
      sleep 0.01
    done
    echo $(cat "/proc/$!/task/$!/children") > init
    cat > destroy.sh <<'END'
    \(Self.destroy)
    END
    setsid sh -c 'tail --pid="$2" -f /dev/null; exec sh "$1/destroy.sh" "$1"' sh "$1" "$2" \\
      > /dev/null 2>&1 < /dev/null &
    """

  /// Starts `dockerd` with the arguments from `$2` on, and waits until it answers.
  ///
  /// Whether it still lives is asked of `/proc`, where a process that has ended and was not yet reaped has no
  /// `exe`; to `kill -0` it would look alive.
  static let start = """
    set -eu
    directory="$1"
    shift
    read -r init < "$directory/init"
    socket="unix://$directory/docker.sock"
    rm -f "$directory/pid"
    nsenter -t "$init" --mount --net --pid setsid dockerd "$@" >> "$directory/dockerd.log" 2>&1 < /dev/null &
    engine=$!
    tries=0
    # It listens before it answers, and whoever asks then waits.
    until test -S "$directory/docker.sock" && docker -H "$socket" version > /dev/null 2>&1; do
      tries=$((tries + 1))
      if [ $tries -gt 600 ] || ! test -e "/proc/$engine/exe"; then
        tail -n 20 "$directory/dockerd.log" >&2
        exit 1
      fi
      sleep 0.05
    done
    """

  /// Sends the signal `$2` to `dockerd` and waits until it is gone.
  static let signal = """
    set -eu
    read -r init < "$1/init"
    exec nsenter -t "$init" --mount --pid sh -eu -c '
      engine=$(cat "$1/pid")
      kill -s "$2" "$engine"
      while kill -0 "$engine" 2> /dev/null; do sleep 0.02; done
    ' sh "$1" "$2"
    """

  /// Removes all containers and volumes, and what is in the directory besides the engine's own.
  static let empty = """
    set -eu
    engine() { docker -H "unix://$directory/docker.sock" "$@"; }
    directory="$1"
    ids=$(engine ps -aq)
    test -z "$ids" || engine rm --force --volumes $ids > /dev/null
    volumes=$(engine volume ls -q)
    test -z "$volumes" || engine volume rm --force $volumes > /dev/null
    for path in "$directory"/*; do
      case "${path##*/}" in
        data | exec | pid | docker.sock | dockerd.log | keeper | keeper.log | init | ready | destroy.sh) ;;
        *) rm -rf "$path" ;;
      esac
    done
    """

  /// Kills the first process of the namespaces, and with it all others; removes what is left of them.
  static let destroy = """
    test -d "$1" || exit 0
    read -r keeper < "$1/keeper" && kill -9 "$keeper" 2> /dev/null
    if read -r init < "$1/init"; then
      kill -9 "$init" 2> /dev/null
      while test -e "/proc/$init/ns/pid"; do sleep 0.02; done
    fi
    find /sys/fs/cgroup -depth -type d -path "*/${1##*/}*" -exec rmdir {} + 2> /dev/null
    rm -rf "$1"
    """
}
