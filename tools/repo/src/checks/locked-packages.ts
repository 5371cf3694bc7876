import { LICENCES, REVIEWED_LICENCES, type Reviewed } from './reviewed-packages.js';

/** What the checks read of `package-lock.json`. */
export interface LockFile {
  packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  license?: string;
  integrity?: string;
  resolved?: string;
  /** Of this workspace. */
  link?: boolean;
}

const FOLDER = 'node_modules/';

/** The packages that are not of this workspace, by the folder that they are installed into. */
function foreign({ packages }: LockFile): { folder: string; name: string; locked: LockedPackage }[] {
  return Object.entries(packages)
    .filter(([folder, { link }]) => folder.includes(FOLDER) && !link)
    .map(([folder, locked]) => ({ folder, name: folder.slice(folder.lastIndexOf(FOLDER) + FOLDER.length), locked }));
}

/** Packages under a licence that nobody allowed, a line for each, and reviews that no package needs. */
export function licenceProblems(
  lock: LockFile,
  allowed: readonly string[] = LICENCES,
  reviewed: readonly Reviewed[] = REVIEWED_LICENCES,
): string[] {
  const needed = new Set<Reviewed>();
  const problems: string[] = [];
  for (const { name, locked } of foreign(lock)) {
    // Also of several to choose from, each must be allowed: nobody has to choose.
    const ids = locked.license?.match(/[\w.+-]+/g)?.filter((word) => !['AND', 'OR', 'WITH'].includes(word)) ?? [];
    if (ids.length > 0 && ids.every((id) => allowed.includes(id))) continue;
    const review = reviewed.find((known) => known.licence === locked.license && matches(known.name, name));
    if (review) needed.add(review);
    else problems.push(`${name}: ${locked.license ?? 'no licence in the lock file'}`);
  }
  const unneeded = reviewed.filter((review) => !needed.has(review));
  return [...problems, ...unneeded.map(({ name }) => `${name}: was reviewed, and no package needs it`)];
}

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** Packages that npm could not compare with a digest, or that come from elsewhere than a registry, a line for each. */
export function originProblems(lock: LockFile): string[] {
  return foreign(lock).flatMap(({ folder, locked: { integrity, resolved } }) => [
    ...(integrity?.startsWith('sha512-') ? [] : [`${folder}: no SHA-512`]),
    // npm writes no address for what comes from the registry that is set up.
    ...(resolved === undefined ? [] : [`${folder}: comes from ${resolved}`]),
  ]);
}

/** Requirements of Python without an exact version and a digest, a line for each. */
export function requirementProblems(requirements: string): string[] {
  return requirements
    .replaceAll('\\\n', '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .filter((line) => !/^[\w.[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}/.test(line))
    .map((line) => `${line.trim().slice(0, 80)}: needs an exact version and its digests`);
}
