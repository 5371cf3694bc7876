// The measured server: `./stars up` on a data folder.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createKey } from '@stars/access';
import { DEFAULT_TENANT } from '@stars/contracts';
import { startProgram } from '../children.mjs';
import { wait } from '../run.mjs';

const MAIN = fileURLToPath(new URL('../../tools/cli/dist/main.js', import.meta.url));
/** Of `/proc/PID/stat`: a hundredth of a second. */
const TICK_MS = 10;
const WINDOW_MS = 500;
/** Of a window, ms of CPU: timers take some. */
const IDLE_MS = 30;
const LONGEST_WORK_MS = 600_000;

/** A key that may ask, track and set rules, so many works a second. @returns what a call sends of it */
export function authorizationOf(keys, name, limit) {
  const at = Date.now();
  const key = {
    name,
    rights: ['recommend', 'track', 'rules'],
    tenants: [DEFAULT_TENANT],
    expires: at + 86_400_000,
    limit,
  };
  return `Bearer ${createKey(keys, key, at).token}`;
}

/** @param now its time at the start; absent: the machine's clock. @param keys the file of its callers' keys */
export async function startServer({ data, now, keys }) {
  const ports = ['--grpc-port', '0', '--http-port', '0'];
  const parameters = ['up', '--data', data, ...ports, '--json', ...(now ? ['--now', now] : [])];
  // As `stars` starts it.
  const allocator = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_TRIM_THRESHOLD_: '1048576' };
  const env = { STARS_KEYS_FILE: keys, STARS_TENANT_LIMIT: '1e6', ...allocator };
  const { grpc_port, http_port, pid } = await startProgram([MAIN, ...parameters], env);
  const [http, grpc] = [http_port, grpc_port].map((port) => `127.0.0.1:${port}`);
  const metrics = async () => (await fetch(`http://${http}/metrics`)).text();
  return { pid, http, grpc, metrics };
}

/** Errors: an answer that is less than it could be, whose time would say nothing. */
export async function expectWholeAnswer({ http }, user, authorization) {
  const url = `http://${http}/v1/recommend?k=20&user_id=${encodeURIComponent(user)}`;
  const { items = [], degradations = [] } = await (await fetch(url, { headers: { authorization } })).json();
  if (items.length === 0 || degradations.length > 0)
    throw new Error(`not a whole answer: ${JSON.stringify(degradations)}`);
}

/** Ids of a process and its children, and theirs. */
function familyOf(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  );
  return [pid, ...children.flatMap(familyOf)];
}

/** CPU time in ms of all threads of a process and its children, those that ended included. Linux only, as is `memoryOf`. */
export function cpuOf(pid) {
  const ticks = familyOf(pid).flatMap((each) => {
    const fields = readFileSync(`/proc/${each}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return fields.slice(11, 15).map(Number);
  });
  return TICK_MS * ticks.reduce((sum, each) => sum + each, 0);
}

/** Bytes that a process and its children hold now, and at the most. */
export function memoryOf(pid) {
  const statuses = familyOf(pid).map((each) => readFileSync(`/proc/${each}/status`, 'utf8'));
  const sumOf = (name) =>
    statuses.reduce((sum, text) => sum + 1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)[1]), 0);
  return { resident: sumOf('VmRSS'), peak: sumOf('VmHWM') };
}

/** Waits until the process does next to nothing for so many windows of half a second. */
export async function untilIdle(pid, windows) {
  const end = Date.now() + LONGEST_WORK_MS;
  for (let idle = 0; idle < windows; ) {
    if (Date.now() > end) throw new Error('the server works on and on');
    const before = cpuOf(pid);
    await wait(WINDOW_MS);
    idle = cpuOf(pid) - before <= IDLE_MS ? idle + 1 : 0;
  }
}
