import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isStarsError, StarsError } from '@stars/errors';
import { drainGroups } from '@stars/stack';
import { TRAINER_DEPS, type TrainerDeps } from './trainer-deps.js';

/** After a training that could not begin or end: long enough for what is missing to come. */
const AFTER_FAILURE_MS = 60_000;
/** What may be there the next time. */
const MAY_PASS = new Set(['STARS_NOT_ENOUGH_DATA', 'STARS_UNAVAILABLE', 'STARS_DISK_FULL', 'STARS_OVERLOADED']);

/** Trains once, or again and again; a training that was stopped goes on from its checkpoint when the process is back. */
@Injectable()
export class TrainingSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #stop = new AbortController();
  readonly #runs;
  readonly #share;
  #work: Promise<void> = Promise.resolve();

  constructor(@Inject(TRAINER_DEPS) private readonly deps: TrainerDeps) {
    this.#runs = deps.metrics.counter({
      name: 'stars_trainer_runs_total',
      help: 'Trainings, by outcome: trained, reused (nothing new), failed.',
      labels: ['outcome'],
    });
    this.#share = deps.metrics.gauge({
      name: 'stars_trainer_progress_ratio',
      help: 'Steps done of the training in work, in [0, 1].',
    });
  }

  /** Resolves after the last training; rejects where the only one failed. */
  get done(): Promise<void> {
    return this.#work;
  }

  onApplicationBootstrap(): void {
    this.#work = this.#run();
    // Whoever waits for `done` hears of it; nobody else need.
    this.#work.catch(() => undefined);
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    await this.#work.catch(() => undefined);
  }

  async #run(): Promise<void> {
    const { everyMs, logger } = this.deps;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      let pause = everyMs;
      try {
        await this.#trainOnce(signal);
      } catch (err) {
        if (signal.aborted) return;
        this.#runs.inc({ outcome: 'failed' });
        if (everyMs === undefined || !isStarsError(err) || !MAY_PASS.has(err.code)) throw err;
        logger.warn({ err }, 'no training this time');
        pause = Math.min(everyMs, AFTER_FAILURE_MS);
      }
      if (pause === undefined) return;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  async #trainOnce(signal: AbortSignal): Promise<void> {
    const { logger, train } = this.deps;
    await this.#inputsHandled(signal);
    logger.info('training');
    const report = await train(signal, ({ fit }) => {
      if (fit) this.#share.set(fit.step / fit.steps);
    });
    const { version, reused, seconds, metrics } = report;
    this.#runs.inc({ outcome: reused ? 'reused' : 'trained' });
    logger.info({ version, reused, seconds, metrics }, 'the model is published');
  }

  /** Errors: `STARS_UNAVAILABLE` where the consumers stand still for too long. */
  async #inputsHandled(signal: AbortSignal): Promise<void> {
    const { bus, after, patienceMs } = this.deps;
    const stalled = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let last = '';
    const note = (state: string): void => {
      if (state === last) return;
      last = state;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const problem = `the consumers before the training stand still: ${state}`;
        stalled.abort(new StarsError('STARS_UNAVAILABLE', problem));
      }, patienceMs);
    };
    note('nothing is known of them');
    try {
      await drainGroups(bus, after, {
        pollMs: 1000,
        signal: AbortSignal.any([signal, stalled.signal]),
        onProgress: ({ lag }) => note(JSON.stringify(lag)),
      });
    } finally {
      clearTimeout(timer);
    }
  }
}
