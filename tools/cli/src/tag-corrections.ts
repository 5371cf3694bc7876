import { readFile } from 'node:fs/promises';
import {
  decodeMessage,
  encodeTagCorrection,
  MonotonicVersions,
  messageKey,
  type TagCorrection,
  TOPICS,
  tagCorrectionFromJson,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import type { Vocabulary } from '@stars/text';
import { type Column, renderTable } from './table.js';

/**
 * Reads a file of corrections: JSON Lines of `item_id` with `add`, `remove` or `withdrawn`, in the vocabulary's terms. One
 * wrong line rejects the whole file: a person wrote it and can correct it.
 * Errors: `STARS_UNREADABLE_FILE`; `STARS_INVALID_FIELD` and the like with the line, such as `lines[3].add[0]`.
 */
export async function readCorrections(path: string, vocabulary: Vocabulary, now: Date): Promise<TagCorrection[]> {
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new StarsError('STARS_UNREADABLE_FILE', `${path} cannot be read`, { field: 'file', cause });
  });
  const versions = new MonotonicVersions();
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const at = `lines[${index + 1}]`;
    const correction = tagCorrectionFromJson(parse(line, at), at);
    return {
      ...correction,
      version: correction.version || versions.next(now),
      add: vocabulary.normalizeAll(correction.add, `${at}.add`),
      remove: vocabulary.normalizeAll(correction.remove, `${at}.remove`),
    };
  });
}

function parse(line: string, at: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new StarsError('STARS_INVALID_FIELD', 'is not JSON', { field: at, cause });
  }
}

/** Puts corrections on the bus. */
export async function publishCorrections(bus: EventBus, corrections: readonly TagCorrection[]): Promise<number> {
  const { appended } = await bus.publish(
    TOPICS.tagCorrections,
    corrections.map((correction) => encodeTagCorrection(correction)),
  );
  return appended;
}

/** The corrections that are in force, by tenant and item. */
export async function correctionsInForce(bus: EventBus): Promise<TagCorrection[]> {
  const byItem = new Map<string, TagCorrection>();
  for await (const batch of bus.read({ topic: TOPICS.tagCorrections })) {
    for (const { value } of batch) {
      const correction = decodeMessage(TOPICS.tagCorrections, value);
      const key = messageKey(correction.tenantId, correction.itemId);
      if ((byItem.get(key)?.version ?? -1) <= correction.version) byItem.set(key, correction);
    }
  }
  return [...byItem.values()]
    .filter(({ withdrawn }) => !withdrawn)
    .sort((a, b) => a.tenantId.localeCompare(b.tenantId) || a.itemId.localeCompare(b.itemId));
}

const COLUMNS: Column<TagCorrection>[] = [
  { title: 'tenant', value: ({ tenantId }) => tenantId },
  { title: 'item', value: ({ itemId }) => itemId },
  { title: 'has', value: ({ add }) => add.join(', ') },
  { title: 'has not', value: ({ remove }) => remove.join(', ') },
];

export const renderCorrections = (corrections: readonly TagCorrection[]): string =>
  corrections.length === 0 ? 'No corrections are in force.' : renderTable(COLUMNS, corrections);
