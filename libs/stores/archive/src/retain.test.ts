import { ARCHIVED_TOPICS, COMPACTED_TOPICS, TOPICS } from '@stars/contracts';
import { expect, it } from 'vitest';
import { ARCHIVE_KINDS } from './archive-kind.js';
import { EMPTY_STATE } from './archive-state.js';
import { lostMessages, retain } from './retain.js';

const NOW = 1_000_000;

/** A bus whose topics had their offset 100 an hour ago, and whose first kept offset is `first`. */
function busWith(first = 0, end = 200) {
  const kept: [string, number][] = [];
  return {
    kept,
    endOffsets: async () => new Map([[0, end]]),
    firstOffsets: async (topic: string, since?: number) =>
      new Map([[0, topic !== TOPICS.interactions ? 0 : since === undefined ? first : since > 0 ? 100 : 0]]),
    keepFor: async (topic: string, ms: number) => kept.push([topic, ms]) > 0,
  };
}

const archivedUntil = (offset: number) => ({ ...EMPTY_STATE, positions: { [TOPICS.interactions]: { 0: offset } } });

it('changes retention only once everything that would go is archived', async () => {
  const bus = busWith();
  await expect(retain(bus, archivedUntil(99), 1000, NOW)).rejects.toMatchObject({
    code: 'STARS_NOT_ENOUGH_DATA',
    message: expect.stringContaining('lacks 1 messages of stars.v1.interactions'),
  });
  expect(bus.kept).toEqual([]);
  expect(await retain(bus, archivedUntil(100), 1000, NOW)).toEqual([...ARCHIVED_TOPICS]);
  expect(bus.kept).toEqual(ARCHIVED_TOPICS.map((topic) => [topic, 1000]));
});

it('changes nothing if a topic was made anew: the archive has nothing of it', async () => {
  const bus = busWith(0, 150);
  await expect(retain(bus, archivedUntil(151), 1000, NOW)).rejects.toMatchObject({
    code: 'STARS_CONFIG_INVALID',
    message: expect.stringContaining('stars.v1.interactions ends before'),
  });
  expect(bus.kept).toEqual([]);
});

it('counts what the bus dropped before it was archived', async () => {
  expect((await lostMessages(busWith(40), archivedUntil(100))).get(TOPICS.interactions)).toBe(0);
  expect((await lostMessages(busWith(140), archivedUntil(100))).get(TOPICS.interactions)).toBe(40);
});

it('retains what is archived and not compacted', () => {
  const topics = ARCHIVE_KINDS.map(({ topic }) => topic as string).filter((topic) => !COMPACTED_TOPICS.includes(topic));
  expect(topics.sort()).toEqual([...ARCHIVED_TOPICS].sort());
});
