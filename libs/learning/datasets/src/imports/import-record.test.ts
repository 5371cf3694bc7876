import type { EncodedMessage } from '@stars/contracts';
import { expect, test } from 'vitest';
import type { ImportSink } from '../import-sink.js';
import { newImportId, readRecords, writeRecord } from './import-record.js';

test('imports are listed the latest first, two of one second as well, with their last state', async () => {
  const messages: EncodedMessage[] = [];
  const log = {
    publish: async (_: string, more: readonly EncodedMessage[]) => {
      messages.push(...more);
      return { appended: more.length, duplicates: 0 };
    },
    async *read() {
      yield messages;
    },
  } satisfies ImportSink;
  const at = (milliseconds: number, random: number) => {
    const time = Date.UTC(2026, 0, 2, 3, 4, 5, milliseconds);
    return { id: newImportId(time, random), time: new Date(time).toISOString(), files: [] };
  };
  const [first, second, third] = [at(100, 0.9), at(700, 0.1), at(1100, 0.5)];
  for (const record of [first, second, third]) await writeRecord(log, { ...record, state: 'stored' });
  await writeRecord(log, { ...first, state: 'undone' });
  expect((await readRecords(log)).map(({ id, state }) => [id, state])).toEqual([
    [third.id, 'stored'],
    [second.id, 'stored'],
    [first.id, 'undone'],
  ]);
});
