import { type Retraction, retractionOf, type UserChange } from '@stars/contracts';
import { type BusMessage, type PoisonMessage, poisonOf } from '@stars/event-bus';
import type { FeatureValue, UserDeletion } from '@stars/profile-store';

/** Consecutive changes of one kind and tenant: stored together. */
export interface UserRun {
  tenant: string;
  put: { userId: string; version: number; features: Record<string, FeatureValue> }[];
  forget: Pick<UserDeletion, 'userId' | 'time' | 'objection'>[];
  retractions: Retraction[];
}

type ChangeKind = 'put' | 'forget' | 'retractions';

function runOf(runs: UserRun[], tenant: string, kind: ChangeKind): UserRun {
  const last = runs.at(-1);
  if (last?.tenant === tenant && last[kind].length > 0) return last;
  const run: UserRun = { tenant, put: [], forget: [], retractions: [] };
  runs.push(run);
  return run;
}

export function addToRuns(runs: UserRun[], tenant: string, change: NonNullable<UserChange['change']>): void {
  if (change.$case === 'delete') {
    const { userId, time, objection } = change.value;
    runOf(runs, tenant, 'forget').forget.push({ userId, time: time!.getTime(), objection });
    return;
  }
  const { userId, version, features } = change.value;
  const put = { userId, version, features: (features ?? {}) as Record<string, FeatureValue> };
  runOf(runs, tenant, 'put').put.push(put);
}

export function addRetraction(runs: UserRun[], retraction: Retraction): void {
  runOf(runs, retraction.tenantId, 'retractions').retractions.push(retraction);
}

/** Consecutive messages of one kind: events, or retractions, one a message. */
export interface EventRun {
  messages: BusMessage[];
  retractions: Retraction[];
}

/** @param poison Gets retractions that cannot be read */
export function runsOfEvents(messages: readonly BusMessage[], poison: PoisonMessage[]): EventRun[] {
  const runs: EventRun[] = [];
  for (const message of messages) {
    let retraction: Retraction | undefined;
    try {
      retraction = retractionOf(message);
    } catch (error) {
      poison.push(poisonOf(message, error));
      continue;
    }
    let run = runs.at(-1);
    if (run === undefined || run.retractions.length > 0 !== (retraction !== undefined)) {
      run = { messages: [], retractions: [] };
      runs.push(run);
    }
    run.messages.push(message);
    if (retraction !== undefined) run.retractions.push(retraction);
  }
  return runs;
}
