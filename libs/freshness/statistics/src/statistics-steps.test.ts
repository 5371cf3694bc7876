import { PurchaseFacts } from '@stars/contracts';
import { DEFAULT_STATISTICS } from '@stars/inference';
import { expect, it } from 'vitest';
import type { StatisticsDeps } from './statistics-deps.js';
import { StatisticsSteps } from './statistics-steps.js';

function newSteps() {
  const steps: string[] = [];
  const served = new Set<string>();
  const bus = {
    publish: async (_topic: string, messages: readonly { value: Uint8Array }[]) => {
      steps.push(...messages.map(({ value }) => PurchaseFacts.decode(value)).map((m) => `${m.step} ${m.tenantId}`));
      return { appended: messages.length, duplicates: 0 };
    },
  } as unknown as StatisticsDeps['bus'];
  const sut = new StatisticsSteps(bus, (tenant) => ({ live: [], isServed: served.has(tenant) }));
  const tell = async (): Promise<string[]> => {
    await sut.tell([]);
    return steps.splice(0);
  };
  const factsOf = (tenant: string, isBacklog = false): string[] =>
    sut.factsOf(tenant, isBacklog).map(({ name }) => name);
  return { sut, served, tell, factsOf };
}

it('count by the default from the first events of a tenant until a model serves it', async () => {
  const { sut, served, tell, factsOf } = newSteps();
  expect(await tell()).toEqual([]);
  expect(factsOf('shop')).toEqual([DEFAULT_STATISTICS]);
  expect(await tell()).toEqual(['rebuild shop']);
  expect(await tell()).toEqual([]);
  served.add('shop');
  expect([factsOf('shop'), sut.definitionsOf('shop')]).toEqual([[], []]);
  expect(await tell()).toEqual(['end shop']);
});

it('make no facts of a backlog, and count the log once it is handled, whosever events come last', async () => {
  const { sut, tell, factsOf } = newSteps();
  await tell();
  factsOf('shop');
  expect(await tell()).toEqual(['rebuild shop']);
  expect(factsOf('shop', true)).toEqual([]);
  expect(sut.definitionsOf('shop').map(({ name }) => name)).toEqual([DEFAULT_STATISTICS]);
  expect(await tell()).toEqual(['end shop']);
  factsOf('other');
  expect(factsOf('shop')).toEqual([DEFAULT_STATISTICS]);
  expect((await tell()).sort()).toEqual(['rebuild other', 'rebuild shop']);
});

it('make no facts for who never tells the keeper', () => {
  expect(newSteps().factsOf('shop')).toEqual([]);
});
