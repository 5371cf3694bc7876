import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { DEFAULT_TENANT, eventClock, type ModelManifest, TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { drainGroups, type MessagesLeft, readAnnouncements, TrainingSteps } from '@stars/event-bus';
import { Headway, pause } from '@stars/platform';
import { type Drift, DriftWatch, decideTraining, isRecurring, type TrainingDecision } from '@stars/training';
import type { TrainerDeps } from './trainer-deps.js';

/** Wait after a training that could not begin or end: long enough for missing data to come. */
const AFTER_FAILURE_MS = 60_000;
/** A training that waits says so once in so long. */
const SAY_MS = 60_000;
/** The model that was announced last: when, and where its data ends (ms). */
interface LastTraining {
  ended: number;
  dataUntil: number;
}

/**
 * Trains once, or again for an interval, a time of day or drift, one training at a time. A stopped training goes on from its
 * checkpoint when the process is back. The time of the last one is read from the bus, so that a restart is no reason to train.
 */
export class TrainingSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #stop = new AbortController();
  readonly #runs;
  readonly #share;
  readonly #decisions;
  readonly #divergence;
  readonly #unseen;
  readonly #drift: DriftWatch | undefined;
  readonly #steps: TrainingSteps;
  /** The last decision, so that the log has it once. */
  #said = '';
  /** When the last training of this process ended, ms, even if it found nothing new. */
  #ended = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(private readonly deps: TrainerDeps) {
    this.#runs = deps.metrics.counter({
      name: 'stars_trainer_runs_total',
      help: 'Trainings, by outcome: trained, reused (nothing new), failed.',
      labels: ['outcome'],
    });
    this.#share = deps.metrics.gauge({
      name: 'stars_trainer_progress_ratio',
      help: 'Steps done of the training in work, in [0, 1].',
    });
    this.#decisions = deps.metrics.counter({
      name: 'stars_trainer_decisions_total',
      help: 'Looks at whether to train: asked, first, interval, time of day, drift; pause, nothing (no training).',
      labels: ['because'],
    });
    this.#divergence = deps.metrics.gauge({
      name: 'stars_trainer_drift_divergence_bits',
      help: 'Jensen-Shannon divergence of recent events from those of the training data, in [0, 1].',
    });
    this.#unseen = deps.metrics.gauge({
      name: 'stars_trainer_drift_unseen_ratio',
      help: 'Share of recent events on items without an event in the training data, in [0, 1].',
    });
    this.#steps = new TrainingSteps(deps.bus, deps.tenant ?? DEFAULT_TENANT);
    this.#drift = deps.schedule.drift && new DriftWatch(deps.bus, () => eventClock(deps), deps.tenant);
  }

  /** Resolves after the last training; rejects if the only one failed. */
  get done(): Promise<void> {
    return this.#work;
  }

  onApplicationBootstrap(): void {
    const { lead } = this.deps;
    const { signal } = this.#stop;
    this.#work = lead ? lead(signal, (leading) => this.#run(leading)) : this.#run(signal);
    // Callers that await `done` get the error.
    this.#work.catch(() => undefined);
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    await this.#work.catch(() => undefined);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { schedule, logger } = this.deps;
    if (!isRecurring(schedule)) return this.#once(signal);
    while (!signal.aborted) {
      let wait = Math.min(schedule.lookMs, schedule.everyMs ?? Number.POSITIVE_INFINITY);
      try {
        const last = await this.#lastTraining();
        const decision = decideTraining(
          ...([schedule, this.#now(), last?.ended, await this.#measured(last)] as const),
          await this.#steps.isAsked(),
        );
        this.#say(decision);
        if (decision.train) await this.#trainOnce(signal);
      } catch (err) {
        if (signal.aborted) return;
        this.#runs.inc({ outcome: 'failed' });
        if (!mayBeThereNextTime(err)) throw err;
        logger.warn({ err }, 'no training this time');
        wait = Math.min(wait, AFTER_FAILURE_MS);
      }
      await (this.deps.wait ?? pause)(wait, signal);
    }
  }

  async #once(signal: AbortSignal): Promise<void> {
    try {
      await this.#trainOnce(signal);
    } catch (err) {
      if (signal.aborted) return;
      this.#runs.inc({ outcome: 'failed' });
      throw err;
    }
  }

  async #measured(last: LastTraining | undefined): Promise<Drift | undefined> {
    const { drift } = this.deps.schedule;
    if (!this.#drift || !drift || !last) return undefined;
    const measured = await this.#drift.measure(last.dataUntil, drift.windowMs);
    this.#divergence.set(measured.divergence);
    this.#unseen.set(measured.unseen);
    return measured;
  }

  #say({ because, why, train }: TrainingDecision): void {
    this.#decisions.inc({ because });
    const said = train ? `${because}: ${why}` : because;
    if (said === this.#said) return;
    this.#said = said;
    this.deps.logger.info({ because, why }, train ? 'a training is due' : 'no training is due');
  }

  /** The last training that was announced on the bus, or ran here and was not announced because it found nothing new. */
  async #lastTraining(): Promise<LastTraining | undefined> {
    let manifest: ModelManifest | undefined;
    await readAnnouncements(this.deps.bus, TOPICS.models, (message) => {
      if ((message.tenantId || DEFAULT_TENANT) === (this.deps.tenant ?? DEFAULT_TENANT)) manifest = message;
    });
    if (!manifest) return undefined;
    const { createdTime, dataUntil } = manifest;
    return {
      ended: Math.max(createdTime?.getTime() ?? 0, this.#ended),
      dataUntil: Math.min(dataUntil?.getTime() ?? 0, createdTime?.getTime() ?? Number.POSITIVE_INFINITY),
    };
  }

  #now(): number {
    return (this.deps.clock ?? Date.now)();
  }

  async #trainOnce(signal: AbortSignal): Promise<void> {
    const { logger, train, tenant = DEFAULT_TENANT } = this.deps;
    await this.#inputsHandled(signal);
    logger.info({ tenant }, 'training');
    const report = await this.#steps.run(signal, () =>
      train(signal, ({ fit }) => {
        if (fit) this.#share.set(fit.step / fit.steps);
      }),
    );
    this.#ended = this.#now();
    const { version, reused, seconds, metrics, againstSimple } = report;
    this.#runs.inc({ outcome: reused ? 'reused' : 'trained' });
    logger.info({ version, reused, seconds, metrics, againstSimple }, 'the model is published');
  }

  /** What was on the topics when the training was due. Errors: `STARS_UNAVAILABLE` if the consumers stand still for too long. */
  async #inputsHandled(signal: AbortSignal): Promise<void> {
    const { bus, after, patienceMs } = this.deps;
    using headway = new Headway('the groups that prepare the training', signal, patienceMs);
    let sayAt = 0;
    const onProgress = ({ lag, total }: MessagesLeft): void => {
      if (total === 0 || performance.now() < sayAt) return;
      sayAt = performance.now() + SAY_MS;
      this.deps.logger.info({ messages: lag }, 'the training waits for groups that read the catalogue');
    };
    await drainGroups(bus, after, { pollMs: 1000, headway, onProgress });
  }
}

function mayBeThereNextTime(error: unknown): boolean {
  if (!isStarsError(error)) return false;
  return error.canRetry || error.code === 'STARS_NOT_ENOUGH_DATA' || error.code === 'STARS_DISK_FULL';
}
