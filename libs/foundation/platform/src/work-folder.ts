import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders that this process works in now. */
const live = new Set<string>();

const root = (): string => join(tmpdir(), 'stars-work');

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Deletes what killed processes left: it has rows of users, and nobody would erase it. */
function deleteForgotten(): void {
  for (const name of readdirSync(root())) {
    const path = join(root(), name);
    const pid = Number.parseInt(name, 10);
    // A container gives its process the same id again.
    if (!live.has(path) && (pid === process.pid || !runs(pid))) rmSync(path, { recursive: true, force: true });
  }
}

/** A temporary folder, deleted once it is disposed of. */
export function openWorkFolder(): { path: string } & Disposable {
  mkdirSync(root(), { recursive: true, mode: 0o700 });
  if (live.size === 0) deleteForgotten();
  const path = mkdtempSync(join(root(), `${process.pid}-`));
  live.add(path);
  return {
    path,
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true });
      live.delete(path);
    },
  };
}
