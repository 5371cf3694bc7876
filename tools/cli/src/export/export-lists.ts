import {
  DEFAULT_K,
  IdSet,
  LIMITS,
  type RecommendationClient,
  type RecommendError,
  type RecommendRequest,
} from '@stars/contracts';
import { isStarsError, StarsError, type StarsErrorCode } from '@stars/errors';
import { withRetries } from '@stars/platform';
import type { UserList } from './list-file.js';

export interface ExportOptions {
  userIds: AsyncIterable<string>;
  client: Pick<RecommendationClient, 'recommendBatch'>;
  /** What every user is asked with. */
  request: RecommendRequest;
  /** Resolves once there is room for the next one. */
  write: (list: UserList) => Promise<void>;
  signal: AbortSignal;
  onProgress?: (done: number) => void;
}

export interface ExportReport {
  users: number;
  items: number;
  /** Lists with a degradation. */
  degraded: number;
  /** Users without a list. */
  failed: number;
  /** Why the first of them has none. */
  firstFailure?: { userId: string } & RecommendError;
}

/** Users of one call, and items of one call: answers stay far below the bound of a message. */
const MOST_USERS = 50;
const MOST_ITEMS = 5000;
/** A server that is busy or starts again is asked for a minute. */
const RETRIES = { firstMs: 200, mostMs: 5000, withinMs: 60_000 };

/**
 * Asks for the list of each user and writes it, in the order of the users. A user who comes twice has one list. It asks for two batches at a time, and holds no more. A user whose request is refused is counted, and the others go on.
 * Errors: those of the server, once it has been away for a minute; those of reading and writing.
 */
export async function exportLists(options: ExportOptions): Promise<ExportReport> {
  const report: ExportReport = { users: 0, items: 0, degraded: 0, failed: 0 };
  let asked: Promise<Outcome[]> = Promise.resolve([]);
  for await (const userIds of batches(distinct(options.userIds), batchSize(options.request))) {
    options.signal.throwIfAborted();
    const next = ask(userIds, options);
    // Its failure is thrown when its turn comes.
    next.catch(() => undefined);
    await writeAll(await asked, options, report);
    asked = next;
  }
  await writeAll(await asked, options, report);
  return report;
}

/** Errors: that of the first user without a list, if there is one. */
export function throwFirstFailure({ users, failed, firstFailure }: ExportReport): void {
  if (firstFailure === undefined) return;
  const { code, field, userId, message } = firstFailure;
  const text = `${failed} of ${users} users have no list; the first is ${JSON.stringify(userId)}: ${message}`;
  throw new StarsError(code as StarsErrorCode, text, field === '' ? {} : { field });
}

/** Without a `k`, a list may be as long as its surface says. */
const batchSize = ({ k, surface }: RecommendRequest): number =>
  Math.min(MOST_USERS, Math.floor(MOST_ITEMS / (k || (surface === '' ? DEFAULT_K : LIMITS.k))));

async function* distinct(ids: AsyncIterable<string>): AsyncGenerator<string> {
  const known = new IdSet();
  for await (const id of ids) if (known.add(id)) yield id;
}

async function* batches(ids: AsyncIterable<string>, size: number): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const id of ids) {
    batch.push(id);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

type Outcome = UserList | ({ userId: string } & RecommendError);

/** Repeats what may pass, of the whole call and of single requests. */
async function ask(userIds: readonly string[], { client, request, signal }: ExportOptions): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const waiting = (): string[] => userIds.filter((userId) => mayPass(outcomes.get(userId)));
  const mayRetry = (error: unknown): boolean => isStarsError(error) && error.canRetry;
  await withRetries(
    RETRIES,
    mayRetry,
    async () => {
      const left = waiting();
      const requests = left.map((userId) => ({ ...request, userId }));
      const { results } = await client.recommendBatch({ requests }, { signal });
      for (const [at, { result }] of results.entries()) {
        const userId = left[at]!;
        outcomes.set(
          userId,
          result!.$case === 'response' ? { userId, answer: result!.value } : { userId, ...result!.value },
        );
      }
      const busy = outcomes.get(waiting()[0] ?? '');
      if (busy !== undefined && 'code' in busy) throw new StarsError(busy.code as StarsErrorCode, busy.message);
    },
    { signal },
  ).catch((error) => {
    signal.throwIfAborted();
    // Every request has its own answer: those that still fail are reported.
    if (outcomes.size < userIds.length) throw error;
  });
  return userIds.map((userId) => outcomes.get(userId)!);
}

/** Whether a user has no answer yet, or one that a moment later may be another. */
const mayPass = (outcome: Outcome | undefined): boolean =>
  outcome === undefined || ('code' in outcome && new StarsError(outcome.code as StarsErrorCode, '').canRetry);

async function writeAll(outcomes: readonly Outcome[], options: ExportOptions, report: ExportReport): Promise<void> {
  for (const outcome of outcomes) {
    report.users++;
    if ('answer' in outcome) {
      report.items += outcome.answer.items.length;
      if (outcome.answer.degradations.length > 0) report.degraded++;
      await options.write(outcome);
    } else {
      report.failed++;
      report.firstFailure ??= outcome;
    }
  }
  options.onProgress?.(report.users);
}
