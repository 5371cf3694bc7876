import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect, it } from 'vitest';
import { answerSteadily } from './answer-steadily.js';

it.skipIf(process.platform !== 'linux')('lowers the priority of V8’s helper threads, and of no other thread', () => {
  const before = getPriority();
  answerSteadily();
  // A thread may end meanwhile.
  const threads = readdirSync('/proc/self/task').flatMap((thread) => {
    if (!existsSync(`/proc/self/task/${thread}`)) return [];
    const name = readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim();
    return [{ name, priority: getPriority(Number(thread)) }];
  });
  const helpers = threads.filter(({ name }) => name === 'V8Worker');
  expect(helpers.length).toBeGreaterThan(0);
  const lower = Math.min(19, before + 5);
  for (const { name, priority } of threads) expect(priority).toBe(name === 'V8Worker' ? lower : before);
});
