// Exits 0 if node_modules has exactly the packages of package-lock.json. After `npm install` by hand, nothing is left to do,
// and `npm ci` would first delete everything. usage: node installed.mjs ROOT
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.argv[2];
const packages = (path) => {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') process.exit(1);
    throw error;
  }
};
const locked = packages('package-lock.json');
const installed = packages('node_modules/.package-lock.json');
const differs = Object.entries(locked).some(([path, entry]) => {
  if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return false;
  const there = installed[path];
  if (!there) return !entry.optional;
  return there.version !== entry.version || there.integrity !== entry.integrity || there.link !== entry.link;
});
const extra = Object.keys(installed).some((path) => !(path in locked));
process.exit(differs || extra ? 1 : 0);
