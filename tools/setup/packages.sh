# shellcheck shell=bash
# Installs npm packages exactly as locked, without their install scripts. Two scripts download binaries from hosts that a
# closed network does not reach (tensorflow.sh builds TensorFlow; onnxruntime-node ships its CPU library).

ensure_packages() {
  local stamp=$STARS_ROOT/node_modules/.stars-packages digest
  digest=$(sha256_of "$STARS_ROOT/package-lock.json")
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest" ]; then return; fi
  if ! node "$STARS_ROOT/tools/setup/installed.mjs" "$STARS_ROOT"; then
    need npm STARS_SETUP_NPM_MISSING 'install Node.js 20 or later with npm'
    step STARS_SETUP_PACKAGES 'npm packages' install_packages
  fi
  printf '%s' "$digest" >"$stamp"
}

install_packages() {
  cd "$STARS_ROOT"
  ONNXRUNTIME_NODE_INSTALL=skip npm ci --ignore-scripts --no-audit --no-fund
}
