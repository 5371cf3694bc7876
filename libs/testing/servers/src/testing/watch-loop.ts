import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isMainThread } from 'node:worker_threads';

// Loaded first by each process that integration tests start (see `held-loop.ts`). Of one that answers requests, it writes down what keeps
// them waiting: its first good answer says that it has started.

/** CPU time of the thread, ms: the wall clock of a busy machine says little. */
const MOST_MS = 250;
const LOOK_MS = 5;

const report = process.env['STARS_TEST_HELD_FILE'];
const program = process.argv[1] ?? '';
if (report && isMainThread && /(tools\/cli|services\/gateway)\/dist\/main\.js$/.test(program)) {
  let isWatched = false;
  subscribe('http.server.response.finish', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (isWatched || response.statusCode !== 200 || request.url === '/healthz') return;
    isWatched = true;
    watch(report);
  });
}

function watch(file: string): void {
  let before = process.threadCpuUsage();
  setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    const ms = Math.round((user + system) / 1000);
    if (ms > MOST_MS) appendFileSync(file, `${ms} ms of ${process.argv.slice(1).join(' ')}\n`);
  }, LOOK_MS).unref();
}
