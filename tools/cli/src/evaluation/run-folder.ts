import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { TOPICS } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { TargetKind } from '@stars/features';
import type { TimeSplitOptions } from '@stars/replay';
import { archiveIfAny } from '../archive-settings.js';
import type { DataFolder } from '../data-folder.js';
import { readSettings } from '../settings.js';

export type Protocol = 'cj-day' | 'time' | 'leave-one-out';

/** What decides the sessions of an evaluation, besides the data. */
export interface EvaluationScope {
  protocol: Protocol;
  split: 'validation' | 'test';
  time?: TimeSplitOptions;
  /** About one user of so many; absent: all users. */
  sample?: number;
  /** The kind of event that is a target; absent: the recipe, the folder's settings or the data decide. */
  target?: TargetKind;
}

/** Where the finished parts of one evaluation are kept. The same data and split find them again, whatever the model. */
export interface EvaluationRun {
  id: string;
  lists: string;
}

/** Topics whose messages change what is ranked. */
const TOPICS_READ = [TOPICS.interactions, TOPICS.itemFeatures, TOPICS.users, TOPICS.context, TOPICS.impressions];

export async function evaluationRun(folder: DataFolder, bus: EventBus, scope: EvaluationScope): Promise<EvaluationRun> {
  const { protocol, split, time, sample, target } = scope;
  const archive = await archiveIfAny(folder, bus);
  const ends = async (topic: string) =>
    archive ? (await archive.ends([topic]))[topic] : [...(await bus.endOffsets(topic))];
  const offsets = await Promise.all(TOPICS_READ.map(async (topic) => [topic, await ends(topic)]));
  const { surfaces: _, kinds: __, ...place } = readSettings(folder);
  const inputs = {
    protocol,
    split,
    time: protocol === 'time' ? (time ?? {}) : {},
    offsets,
    ...place,
    sample,
    target,
  };
  const digest = createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 12);
  const id = `${protocol}-${split}-${digest}`;
  return { id, lists: join(folder.evaluations, id, 'lists') };
}
