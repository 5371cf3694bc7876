// Fails unless libs/foundation/contracts/src/generated is exactly what `buf generate` makes of the .proto files.
// `--proto DIR` names another folder of .proto files (for the test of this check).
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const generated = 'libs/foundation/contracts/src/generated';
const { values } = parseArgs({ options: { proto: { type: 'string', default: join(root, 'proto') } } });

const files = (folder) => globSync('**/*.ts', { cwd: folder }).sort();
const text = (folder, file) => readFileSync(join(folder, file), 'utf8');

const scratch = mkdtempSync(join(tmpdir(), 'stars-generated-'));
try {
  const buf = join(root, 'node_modules/.bin/buf');
  execFileSync(buf, ['generate', resolve(values.proto), '-o', scratch], { cwd: root, stdio: 'inherit' });
  const fresh = join(scratch, generated);
  const kept = join(root, generated);
  const names = new Set([...files(fresh), ...files(kept)]);
  if (files(fresh).length === 0) throw new Error('buf generate made no file.');
  const has = (folder, file) => files(folder).includes(file);
  const drifted = [...names].filter(
    (file) => !has(fresh, file) || !has(kept, file) || text(fresh, file) !== text(kept, file),
  );
  for (const file of drifted) console.error(`${generated}/${file} differs from what buf generate makes of proto/`);
  if (drifted.length > 0) {
    console.error('Run `npx buf generate` and commit the result.');
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
