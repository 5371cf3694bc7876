import type { MessagePort } from 'node:worker_threads';
import type { RpcMessages } from '@stars/contracts';
import type { SentError } from '@stars/errors';
import type { ListMethod, RecommendingDeps } from '@stars/recommending';

/** Threads that answer beside the one of the servers. They read the environment, and open stores and models themselves. */
export interface AnswerThreadPlan {
  threads: number;
  /** Name of the process in metrics and logs. */
  service: string;
  dataDir: string;
  /** Surfaces and kinds as JSON, if the environment says none. */
  given: { surfaces?: unknown; kinds?: unknown };
}

/** The settings of one of these threads. */
export interface AnswerThreadSettings
  extends Omit<AnswerThreadPlan, 'threads'>,
    Pick<RecommendingDeps, 'timeZone' | 'limits'> {
  logLevel: string;
  /** How far the clock of requests without a time is ahead of the machine's, ms. */
  aheadMs: number;
}

/** What a thread begins with. */
export interface AnswerThreadData extends AnswerThreadSettings {
  /** For `shareThrough`. */
  shares: MessagePort;
}

/** What a thread is asked for. */
export type ThreadQuestion =
  | { ask: ListMethod; request: RpcMessages[ListMethod]['request']; leftMs: number; traceparent?: string }
  /** The pages that it served are on the bus then. */
  | { flush: true }
  | { forget: { tenant: string; userId: string } }
  | { counts: true };

export type ToAnswerThread = ({ id: number } & ThreadQuestion) | { gone: number } | 'close';

export type FromAnswerThread = 'ready' | { id: number; result: unknown } | { id: number; error: SentError };
