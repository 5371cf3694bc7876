// Fails unless libs/foundation/contracts/src/generated is exactly what `buf generate` makes of the .proto files.
// `--proto DIR` names another folder of .proto files (for the test of this check).
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const generated = 'libs/foundation/contracts/src/generated';
const { values } = parseArgs({ options: { proto: { type: 'string', default: join(root, 'proto') } } });

const scratch = mkdtempSync(join(tmpdir(), 'stars-generated-'));
try {
  const buf = join(root, 'node_modules/.bin/buf');
  execFileSync(buf, ['generate', resolve(values.proto), '-o', scratch], { cwd: root, stdio: 'inherit' });
  const folders = [join(scratch, generated), join(root, generated)];
  if (spawnSync('diff', ['-rq', ...folders], { stdio: ['ignore', 2, 2] }).status !== 0) {
    console.error('Run `npx buf generate` and commit the result.');
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
