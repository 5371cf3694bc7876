// Writes each workspace's tsconfig.json from its package.json, with a reference for each @stars dependency, so that the order
// of the build follows the declared dependencies. `--check` only reports differences.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const check = process.argv.includes('--check');
const folders = globSync(
  ['{libs/*,services,tools}/*/package.json', 'lab/package.json', 'clients/{typescript,medusa}/package.json'],
  { cwd: root },
)
  .map((path) => dirname(path))
  .sort();
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const byName = new Map(folders.map((folder) => [read(join(folder, 'package.json')).name, folder]));
let drifted = 0;

function put(path, value) {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const full = join(root, path);
  if (existsSync(full) && readFileSync(full, 'utf8') === text) return;
  drifted++;
  if (check) console.error(`${path} differs from what package.json implies`);
  else writeFileSync(full, text);
}

for (const folder of folders) {
  const { dependencies = {}, devDependencies = {} } = read(join(folder, 'package.json'));
  const references = Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => byName.has(name))
    .sort()
    .map((name) => ({ path: relative(folder, byName.get(name)) }));
  put(join(folder, 'tsconfig.json'), {
    extends: relative(folder, 'tsconfig.base.json'),
    compilerOptions: {
      ...{ rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
      // It runs in browsers, too, and in older ones than our Node.
      ...(folder === 'clients/typescript' ? { target: 'ES2022', lib: ['ES2023', 'DOM', 'DOM.Iterable'] } : {}),
    },
    include: ['src'],
    references,
  });
}
// The web app is for browsers: it is checked by rules of its own, in the same run.
put('tsconfig.json', { files: [], references: [...folders, 'services/console/web'].map((path) => ({ path })) });
if (check && drifted) process.exit(1);
