import type { UserChange } from '@stars/contracts';
import type { FeatureValue, UserDeletion } from '@stars/profile-store';

/** Consecutive changes of one kind and tenant: stored together. */
export interface UserRun {
  tenant: string;
  put: { userId: string; version: number; features: Record<string, FeatureValue> }[];
  forget: Pick<UserDeletion, 'userId' | 'time' | 'objection'>[];
}

function runOf(runs: UserRun[], tenant: string, kind: 'put' | 'forget'): UserRun {
  const last = runs.at(-1);
  if (last?.tenant === tenant && last[kind].length > 0) return last;
  const run: UserRun = { tenant, put: [], forget: [] };
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
