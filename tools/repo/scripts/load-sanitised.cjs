// Loads the builds under the sanitisers (sanitise-native.sh) in place of the addons that the sources name.
const { appendFileSync } = require('node:fs');
const { basename, join } = require('node:path');

const ADDONS = ['vector_scan', 'network', 'encoder_avx2', 'encoder', 'stars_kernels'];
const { dlopen } = process;
process.dlopen = (module, file, ...flags) => {
  const name = basename(file, '.node');
  if (!ADDONS.includes(name)) return dlopen(module, file, ...flags);
  dlopen(module, join(process.env.STARS_SANITISED, `${name}.node`), ...flags);
  appendFileSync(process.env.STARS_SANITISED_LOADED, `${name}\n`);
};
