# shellcheck shell=bash
# What set-up prints: all on stderr, and nothing if there is nothing to do.

# fail CODE EXIT MESSAGE: prints an error in the format of the CLI.
fail() {
  printf 'error %s: %s\n' "$1" "$3" >&2
  exit "$2"
}

# need COMMAND CODE HINT
need() {
  command -v "$1" >/dev/null 2>&1 || fail "$2" 4 "$1 is missing: $3"
}

# step CODE LABEL COMMAND...: runs COMMAND with its output in a log. Prints LABEL at once and the elapsed time every few
# seconds. If COMMAND fails, prints the end of the log.
step() {
  local code=$1 label=$2 log started pid status=0
  shift 2
  mkdir -p "$STARS_ROOT/.tools/logs"
  log="$STARS_ROOT/.tools/logs/$(tr -cs 'A-Za-z0-9' '-' <<<"$label").log"
  started=$SECONDS
  printf '· %s …\n' "$label" >&2
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM
  local ticks=0
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    ticks=$((ticks + 1))
    if [ -t 2 ]; then
      [ $((ticks % 5)) -eq 0 ] && printf '\r  %s … %ds' "$label" $((SECONDS - started)) >&2
    elif [ $((ticks % 50)) -eq 0 ]; then
      printf '  %s … %ds\n' "$label" $((SECONDS - started)) >&2
    fi
  done
  wait "$pid" || status=$?
  trap - INT TERM
  [ -t 2 ] && printf '\r\033[K' >&2
  if [ "$status" -ne 0 ]; then
    tail -n 20 "$log" >&2
    fail "$code" 4 "$label failed with status $status after $((SECONDS - started)) s; the whole log is in $log"
  fi
  printf '✓ %s (%d s)\n' "$label" $((SECONDS - started)) >&2
}

# sha256_of FILE
sha256_of() {
  local line
  line=$(sha256sum "$1")
  printf '%s' "${line%% *}"
}
