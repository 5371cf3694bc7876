import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';

/** What happens to a request in place of an answer, or before one. */
export interface CaseFault {
  /** The connection is closed at once. */
  away?: boolean;
  status?: number;
  retry_after?: number;
  body?: string;
  /** The server gets the request, and its answer is lost. */
  lose_answer?: boolean;
  delay_ms?: number;
}

/** One case of `clients/cases`, which the clients of all languages pass. */
export interface ClientCase {
  name: string;
  client?: { key?: 'all' | 'track' | 'wrong'; timeout_ms?: number; no_server?: boolean };
  /** Of the first requests; all others pass. */
  faults?: CaseFault[];
  /** A call of the API with its request and, for lists, its fallback. */
  call?: string;
  request?: object;
  fallback?: string[] | string[][];
  /** Or events that go through the queue, each so many times. */
  events?: object[];
  impressions?: object[];
  times?: number;
  /** The last flush has to pass. */
  flushes?: number;
  /** No flush, and the client stays open. */
  unflushed?: boolean;
  /** At least this is in the outcome. */
  expect: { answer?: object; fallback?: string; error?: object; flushed?: boolean; lost?: object[] };
  requests?: number;
  took_ms?: { least?: number; most?: number };
  stored?: { user_id: string; events: number };
}

/** All cases, with their place: the number by which a driver's requests name them. */
export const CLIENT_CASES: readonly (ClientCase & { place: string })[] = globSync('clients/cases/*.json', {
  cwd: WORKSPACE,
})
  .sort()
  .flatMap((path) =>
    (JSON.parse(readFileSync(join(WORKSPACE, path), 'utf8')) as ClientCase[]).map((each, at) => ({
      ...each,
      place: `${basename(path, '.json')}-${at}`,
    })),
  );
