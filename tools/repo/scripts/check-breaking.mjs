// Compares proto/ with proto/baseline.binpb, the contract that callers were promised.
// No option: fails on a breaking change, and on a change that is not in the baseline yet.
// `--update`: records a compatible change; fails on a breaking one.
// `--accept-breaking`: records any change. For a new major version, with a line in the changelog.
// `--proto DIR` and `--baseline FILE` name other places (for the test of this check).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const { values } = parseArgs({
  options: {
    proto: { type: 'string', default: join(root, 'proto') },
    baseline: { type: 'string' },
    update: { type: 'boolean', default: false },
    'accept-breaking': { type: 'boolean', default: false },
  },
});
const proto = resolve(values.proto);
const baseline = resolve(values.baseline ?? join(proto, 'baseline.binpb'));

function buf(...args) {
  const result = spawnSync(join(root, 'node_modules/.bin/buf'), args, { cwd: root, stdio: 'inherit' });
  if (result.error) throw result.error;
  return result.status === 0;
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}

/** The current contract without comments: a changed comment is no change of the contract. */
function build() {
  const scratch = mkdtempSync(join(tmpdir(), 'stars-breaking-'));
  try {
    const image = join(scratch, 'image.binpb');
    if (!buf('build', proto, '--exclude-source-info', '-o', image)) throw new Error('buf build failed.');
    return readFileSync(image);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const image = build();
const known = existsSync(baseline);
if (values['accept-breaking'] || (values.update && !known)) writeFileSync(baseline, image);
else if (!known) fail(`${baseline} is missing: run with --update.`);
else if (!buf('breaking', proto, '--against', baseline)) {
  fail(
    'The change above breaks callers. Make it in another way, or see docs/how-to/change-a-message.md on how to accept it.',
  );
} else if (values.update) writeFileSync(baseline, image);
else if (!image.equals(readFileSync(baseline))) {
  fail('The contract grew compatibly. Record it: node tools/repo/scripts/check-breaking.mjs --update');
}
