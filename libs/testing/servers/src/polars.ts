import { cached } from './cache.js';
import { hasWheel, type PythonWheel, unpackWheel } from './python-wheel.js';

const VERSION = '2.1.0';
const SHA256 = '63c50ce3533f5a03d17c3a2a24f1d0e0c7eda98fbde4268a3cba900d34060e67';
const ANY: PythonWheel = {
  name: 'polars',
  version: VERSION,
  files: { x64: { platform: 'any', sha256: SHA256 }, arm64: { platform: 'any', sha256: SHA256 } },
};
const RUNTIME: PythonWheel = {
  name: 'polars-runtime-32',
  version: VERSION,
  files: {
    x64: {
      platform: 'manylinux_2_17_x86_64',
      sha256: '0b838056cf365d7497971d9d9825c547766923338771c48c545b86ead2ebc572',
    },
    arm64: {
      platform: 'manylinux_2_17_aarch64',
      sha256: '777228cc8bf9cda36dee85ba74d13a25974ad4caffc5da93e10b1da9d810ce2d',
    },
  },
};

/** Folder for PYTHONPATH with Polars, a second reader of Parquet; undefined where there is none. Errors: `STARS_UNAVAILABLE`. */
export async function polarsFolder(): Promise<string | undefined> {
  if (!hasWheel(RUNTIME)) return undefined;
  return cached(`polars-${VERSION}-${process.arch}`, async (part) => {
    await unpackWheel(ANY, part);
    await unpackWheel(RUNTIME, part);
  });
}
