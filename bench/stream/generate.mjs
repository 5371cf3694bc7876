// Sends the workload at its rate: an event goes out when it is due, even if earlier ones are still on their way.
// Runs in its own process: node generate.mjs '{"env":…,"users":…,"items":…}'. Messages start its phases.
import { encodeCatalogUpsert, encodeInteraction, madeAt, TOPICS } from '@stars/contracts';
import { openStack } from '@stars/stack';
import { configOf } from '../places.mjs';
import { Activity, catalogChangeOf, interactionOf } from './workload.mjs';

const { env, users, items } = JSON.parse(process.argv[2]);
/** Time between two checks for due events, ms. */
const TICK = 20;
/** Most events of one publish, and most publishes at once. Further due events wait, and their time counts. */
const MOST_A_CALL = 5000;
const MOST_CALLS = 20;

const { bus, close } = await openStack(configOf(env));
const activity = new Activity(users);
let changes = 0;

/** Sends events at a rate from `start` on, for so many seconds. */
class Schedule {
  sent = 0;
  calls = new Set();

  constructor(rate, seconds, start, send) {
    Object.assign(this, { rate, total: Math.round(rate * seconds), start, send });
  }

  dueAt(n) {
    return this.start + (1000 * n) / this.rate;
  }

  tick(now) {
    const due = Math.min(this.total, Math.floor(((now - this.start) * this.rate) / 1000) + 1);
    while (this.sent < due && this.calls.size < MOST_CALLS) {
      const until = Math.min(due, this.sent + MOST_A_CALL);
      const numbers = Array.from({ length: until - this.sent }, (_, i) => this.sent + i);
      this.sent = until;
      const call = this.send(numbers, (n) => this.dueAt(n)).finally(() => this.calls.delete(call));
      this.calls.add(call);
    }
    return this.sent >= this.total && this.calls.size === 0;
  }
}

function interactionsOf(phase) {
  return (numbers, dueAt) =>
    bus.publish(
      TOPICS.interactions,
      numbers.map((n) => encodeInteraction(interactionOf(phase, n, Math.round(dueAt(n)), activity, items))),
    );
}

async function sendChanges(numbers, dueAt) {
  const first = changes;
  changes += numbers.length;
  const sent = numbers.map((n, i) => ({ ...catalogChangeOf(first + i, items), due: dueAt(n) }));
  // Before they are on the bus, so that the search for them does not begin too late.
  process.send({
    changes: sent.map(({ kind, item, due }) => ({ kind, itemId: item.itemId, due, stock: item.regions })),
  });
  await bus.publish(
    TOPICS.catalog,
    sent.map(({ item, due }) => madeAt(encodeCatalogUpsert(item), Math.round(due))),
  );
}

async function run({ phase, rate, catalogRate, seconds }) {
  const start = Date.now();
  const schedules = [new Schedule(rate, seconds, start, interactionsOf(phase))];
  if (catalogRate > 0) schedules.push(new Schedule(catalogRate, seconds, start, sendChanges));
  const { user, system } = process.cpuUsage();
  while (!schedules.map((schedule) => schedule.tick(Date.now())).every(Boolean)) {
    await new Promise((resolve) => setTimeout(resolve, TICK));
  }
  const cpu = process.cpuUsage();
  return {
    interactions: schedules[0].sent,
    tookSeconds: (Date.now() - start) / 1000,
    cpuSeconds: (cpu.user + cpu.system - user - system) / 1e6,
  };
}

process.on('message', async (message) => {
  if (message.end) {
    await close();
    process.exit(0);
  }
  try {
    process.send({ ran: await run(message) });
  } catch (error) {
    process.send({ failed: error.stack });
  }
});
process.on('disconnect', () => process.exit(1));
process.send({ ready: true });
