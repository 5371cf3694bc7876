import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { SqliteEventBus } from '@stars/event-bus';
import { openDatabase } from '@stars/sqlite';
import { MemoryLedger } from '@stars/text';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BusLedger } from './bus-ledger.js';
import { BUDGET, ledgersOn, spend } from './testing/shared-budget.js';

const tokens = (inputTokens: number) => ({ requests: 1, inputTokens, outputTokens: 0 });

describe('taggers on one bus', () => {
  let folder: string;
  const closers: (() => Promise<void>)[] = [];
  function open(): SqliteEventBus {
    const database = openDatabase(join(folder, 'stars.db'));
    const bus = new SqliteEventBus(database);
    closers.push(async () => {
      await bus.close();
      database.close();
    });
    return bus;
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stars-ledger-'));
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
    rmSync(folder, { recursive: true });
  });

  it('spend one budget together, where taggers with ledgers of their own spend it twice', async () => {
    const apart = await spend([new MemoryLedger(), new MemoryLedger()]);
    const together = await spend(ledgersOn([open(), open()]));
    process.stdout.write(`budget ${BUDGET}: apart ${apart.tokens}, together ${together.tokens} tokens\n`);
    expect(apart.tokens).toBeGreaterThan(1.9 * BUDGET);
    expect(together.tokens).toBeLessThanOrEqual(BUDGET);
    expect(together.tokens).toBeGreaterThan(0.9 * BUDGET);
    expect(together.refused).toBe(50 - together.tokens / 500);
  });

  it('remember a day over restarts, and begin the next with nothing', async () => {
    const [first] = ledgersOn([open()]);
    await first!.addSpending('2026-11-25', tokens(70));
    await first!.addSpending('2026-11-25', { requests: 0, inputTokens: -10, outputTokens: 0 });
    const [second] = ledgersOn([open()]);
    expect(await second!.addSpending('2026-11-25', tokens(5))).toEqual({ ...tokens(65), requests: 2 });
    expect(await first!.addSpending('2026-11-25', tokens(1))).toEqual({ ...tokens(66), requests: 3 });
    expect(await second!.addSpending('2026-11-26', tokens(5))).toEqual(tokens(5));
  });

  it('book nothing while the bus is away', async () => {
    const bus = open();
    let away = true;
    const publish: typeof bus.publish = (topic, messages) => {
      if (away) throw new StarsError('STARS_UNAVAILABLE', 'away');
      return bus.publish(topic, messages);
    };
    const ledger = new BusLedger({ publish, read: (options) => bus.read(options) }, new MemoryLedger());
    await expect(ledger.addSpending('day', tokens(5))).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    away = false;
    expect(await ledger.addSpending('day', tokens(7))).toEqual(tokens(7));
  });
});
