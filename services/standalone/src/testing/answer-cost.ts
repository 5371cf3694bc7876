// Counts what default answers take, in a process of its own: this must begin before the code is loaded that it counts.
//   node --no-opt --no-maglev answer-cost.js DATA NOW USERS
import { type HeapProfiler, type Profiler, Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

/** What an answer takes. */
export interface Cost {
  /** Characters of JavaScript that ran: a line that ran twice counts twice. Native code and what Node has built in do not count. */
  steps: number;
  /** Bytes that were allocated, also by what Node has built in. */
  bytes: number;
}

/** Of one answer: by part, which is a folder of the sources, and calls of stores. */
export interface AnswerCost {
  calls: number;
  parts: Record<string, Cost>;
}

const ROOT = new URL('../../../../', import.meta.url).href;
/** The least of so many passes over the users counts: other work of the process falls into some of them. */
const PASSES = 5;
const SAMPLED_BYTES = 2048;
/** Folders of what is no part of an answer. */
const CONSUMERS = /^(libs\/(freshness|stores\/event-bus)|services\/(?!gateway))/;

/** The folder of a source of this repository, or that of all packages; undefined: other code. */
function partOf(url: string): string | undefined {
  if (!url.startsWith(ROOT) || url === import.meta.url) return undefined;
  const path = url.slice(ROOT.length);
  if (path.startsWith('node_modules/')) return 'node_modules';
  return path.replace('/dist/', '/').replace(/\/[^/]+$/, '');
}

/** Characters that ran: ranges are nested, an outer one first, and a character counts as often as the innermost around it. */
export function stepsOf(ranges: readonly Profiler.CoverageRange[]): number {
  const around: Profiler.CoverageRange[] = [];
  let steps = 0;
  for (const range of ranges) {
    while (around.length > 0 && around.at(-1)!.endOffset <= range.startOffset) around.pop();
    steps += (range.endOffset - range.startOffset) * (range.count - (around.at(-1)?.count ?? 0));
    around.push(range);
  }
  return steps;
}

/** By part that allocated, or called what did; what a consumer calls is none. */
function addBytes(
  { callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode,
  caller: string | undefined,
  parts: Record<string, number>,
): void {
  const part = CONSUMERS.test(caller ?? '') ? caller : (partOf(callFrame.url) ?? caller);
  if (part !== undefined) parts[part] = (parts[part] ?? 0) + selfSize;
  for (const child of children) addBytes(child, part, parts);
}

/** What one call of `work` takes, by part. */
async function costOf(
  session: Session,
  work: () => Promise<void>,
): Promise<Record<keyof Cost, Record<string, number>>> {
  await session.post('Profiler.takePreciseCoverage');
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: SAMPLED_BYTES,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  await work();
  const { profile } = await session.post('HeapProfiler.stopSampling');
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const bytes: Record<string, number> = {};
  addBytes(profile.head, undefined, bytes);
  const steps: Record<string, number> = {};
  for (const { url, functions } of result) {
    const part = partOf(url);
    if (part === undefined) continue;
    for (const { ranges } of functions) steps[part] = (steps[part] ?? 0) + stepsOf(ranges);
  }
  return { steps: withoutConsumers(steps), bytes: withoutConsumers(bytes) };
}

const withoutConsumers = (parts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(parts).filter(([part]) => !CONSUMERS.test(part)));
const sum = (parts: Record<string, number>): number => Object.values(parts).reduce((total, each) => total + each, 0);

/** Asks again if a loaded machine has no time for it: the least of the passes counts. */
async function expectWholeAnswer(port: number, user: string, attempts = 5): Promise<void> {
  const text = await (
    await fetch(`http://127.0.0.1:${port}/v1/recommend?k=20&user_id=${user}&deadline_ms=10000`)
  ).text();
  const { items, degradations } = JSON.parse(text) as { items?: unknown[]; degradations?: unknown[] };
  if (items?.length === 20 && degradations?.length === 0) return;
  if (attempts === 1) throw new Error(`not a whole answer: ${text.slice(0, 1000)}`);
  await expectWholeAnswer(port, user, attempts - 1);
}

async function main(dataDir: string, now: number, most: number): Promise<AnswerCost> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const { createLogger } = await import('@stars/platform');
  const { startStandalone } = await import('../standalone.js');
  const { plainTextModels } = await import('./plain-text-models.js');
  const { beforeEachCall } = await import('./before-each-call.js');
  const { openStack } = await import('@stars/stack');
  let calls = 0;
  const counted = <T extends object>(port: T): T => beforeEachCall(port, () => calls++);
  const standalone = await startStandalone({
    ...{ dataDir, openTextModels: plainTextModels, timeZone: 'America/New_York', clock: () => now },
    listen: { grpcPort: 0, httpPort: 0 },
    openStack: async (config, options) => {
      const { profiles, catalog, vectors, ...rest } = await openStack(config, options);
      return { ...rest, profiles: counted(profiles), catalog: counted(catalog), vectors: counted(vectors) };
    },
    logger: createLogger('standalone', { level: 'silent' }),
  });
  await standalone.startUp({ pollMs: 50 });
  await standalone.drain({ pollMs: 50 });
  const { userIds } = await standalone.stack.profiles.scan('default', { limit: most });
  const ask = async (): Promise<void> => {
    for (const user of userIds) await expectWholeAnswer(standalone.ports!.httpPort, user);
  };
  await ask();
  const passes = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const before = calls;
    passes.push({ ...(await costOf(session, ask)), calls: calls - before });
  }
  await standalone.close();
  const cost: AnswerCost = {
    calls: Math.min(...passes.map((pass) => pass.calls)) / userIds.length,
    parts: {},
  };
  for (const name of ['steps', 'bytes'] as const) {
    const least = passes.map((pass) => pass[name]).reduce((a, b) => (sum(b) < sum(a) ? b : a));
    for (const [part, value] of Object.entries(least).sort()) {
      cost.parts[part] ??= { steps: 0, bytes: 0 };
      cost.parts[part][name] = Math.round(value / userIds.length);
    }
  }
  return cost;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [dataDir, now, users] = process.argv.slice(2);
  process.stdout.write(`${JSON.stringify(await main(dataDir!, Number(now), Number(users)), undefined, 2)}\n`);
  process.exit(0);
}
