import { EVENT_KINDS, type EventKind, typeOfKind } from '@stars/contracts';
import { filterLog } from './filter-log.js';
import type { InteractionLog } from './interaction-log.js';

/**
 * The kind of event that a shop wants more of. The loss, popularity, repeats, labels and the second stage count this kind
 * only. Events of other kinds are inputs.
 */
export type TargetKind = EventKind;

/** Any kind can be the target. Strongest first. */
export const TARGET_KINDS = EVENT_KINDS;

/** So many events are enough to learn from, however many others there are. */
const ENOUGH_EVENTS = 1000;
/** In a smaller log: at least so many, and this share of all. */
const LEAST_EVENTS = 30;
const LEAST_SHARE = 0.01;

/** What was chosen as the target, and a sentence that says why. */
export interface TargetChoice {
  kind: TargetKind;
  why: string;
}

/**
 * The strongest kind that the log has in number: purchases, else additions to the cart, else views. In a log of a few events, the
 * most frequent one; ties to the stronger.
 * @param counts Events by kind.
 */
export function chooseTargetKind(counts: Readonly<Partial<Record<TargetKind, number>>>): TargetChoice {
  const total = TARGET_KINDS.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);
  const present = TARGET_KINDS.filter((kind) => (counts[kind] ?? 0) > 0);
  const enough = Math.min(ENOUGH_EVENTS, Math.max(LEAST_EVENTS, LEAST_SHARE * total));
  const inNumber = present.find((kind) => counts[kind]! >= enough);
  const most = present.toSorted((a, b) => counts[b]! - counts[a]!)[0] ?? 'purchase';
  const mix = present.map((each) => `${counts[each]!.toLocaleString('en')} ${each}`).join(', ') || 'no events';
  const because = inNumber
    ? 'the strongest kind that the log has in number'
    : `the most frequent kind, for none has ${LEAST_EVENTS} events`;
  return { kind: inNumber ?? most, why: `Target: ${inNumber ?? most}, ${because} (${mix}).` };
}

/** Events of the log by kind. */
export function countKinds({ type }: Pick<InteractionLog, 'type'>): Record<TargetKind, number> {
  const byType = new Map<number, number>();
  for (const each of type) byType.set(each, (byType.get(each) ?? 0) + 1);
  const counts = TARGET_KINDS.map((kind) => [kind, byType.get(typeOfKind(kind)) ?? 0]);
  return Object.fromEntries(counts) as Record<TargetKind, number>;
}

/** Whether events of this type are the target. Without a kind every event is: older models count all kinds alike. */
export const isTargetType = (kind: TargetKind | undefined, type: number): boolean =>
  kind === undefined || type === typeOfKind(kind);

/** The log's events of the target kind; the log itself if it has no others, or without a kind. */
export function targetEvents(log: InteractionLog, kind: TargetKind | undefined): InteractionLog {
  return log.type.every((type) => isTargetType(kind, type))
    ? log
    : filterLog(log, (row) => isTargetType(kind, log.type[row]!));
}
