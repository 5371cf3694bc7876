import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const built = (library: string): string => new URL(`../../../../${library}/dist/index.js`, import.meta.url).href;

/** Archives a bus in a file over and over, in small pieces, and carries out erasures. */
const WRITER = `
  import { openDatabase } from '${built('foundation/sqlite')}';
  import { SqliteEventBus } from '${built('stores/event-bus')}';
  import { FolderObjectStore } from '${built('stores/object-store')}';
  import { Archive } from '${built('stores/archive')}';
  const [file, folder, key] = process.argv.slice(1);
  const bus = new SqliteEventBus(openDatabase(file));
  const store = new FolderObjectStore(folder);
  const archive = new Archive({ bus, store, key, now: Date.now, mostRows: 300, graceMs: 200 });
  console.log('ready');
  for (;;) {
    await archive.catchUp();
    await archive.erase();
  }
`;

export interface WriterProgram {
  process: ChildProcess;
  ready: Promise<unknown>;
  /** The signal that ended it. */
  ended: Promise<NodeJS.Signals | null>;
}

/** Starts a writer of an archive as a process of its own, from what was built. */
export function startWriter(busFile: string, folder: string, key: string): WriterProgram {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', WRITER, busFile, folder, key],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface(child.stdout);
  return {
    process: child,
    ready: new Promise((resolve) => lines.once('line', resolve)),
    ended: new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal))),
  };
}
