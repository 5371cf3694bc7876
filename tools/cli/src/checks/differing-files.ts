import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Relative paths of the files that are in one folder only or differ between the two, sorted. */
export function differingFiles(left: string, right: string): string[] {
  const paths = new Set([...filesBelow(left), ...filesBelow(right)]);
  return [...paths]
    .filter((path) => {
      const [a, b] = [join(left, path), join(right, path)];
      return !existsSync(a) || !existsSync(b) || !readFileSync(a).equals(readFileSync(b));
    })
    .sort();
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return (readdirSync(folder, { recursive: true }) as string[]).filter((path) => statSync(join(folder, path)).isFile());
}
