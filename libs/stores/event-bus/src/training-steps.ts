import { encodeTrainingStep, LIMITS, TOPICS, type TrainingStep, tenantOf } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { EventBus } from './port.js';
import { readAnnouncements } from './read-announcements.js';

type Bus = Pick<EventBus, 'read' | 'publish'>;

/** The last step of each tenant's last training. */
export async function readTrainings(bus: Pick<Bus, 'read'>): Promise<Map<string, TrainingStep>> {
  const last = new Map<string, TrainingStep>();
  await readAnnouncements(bus, TOPICS.trainings, (step) => last.set(tenantOf(step.tenantId), step));
  return last;
}

/** Says on the bus how the trainings of a tenant go. */
export class TrainingSteps {
  constructor(
    private readonly bus: Bus,
    private readonly tenant: string,
  ) {}

  /** Whether somebody waits for a training. */
  async isAsked(): Promise<boolean> {
    return (await this.#last())?.outcome === 'asked';
  }

  /** Does a training, and says when it began and how it ended. Errors: its own; those of the bus before it. */
  async run<T extends { version: string; reused: boolean }>(signal: AbortSignal, train: () => Promise<T>): Promise<T> {
    await this.#say({ outcome: 'started' });
    const report = await train().catch(async (error: unknown) => {
      // The error of the training is the one that counts.
      await (signal.aborted ? this.#say({ outcome: 'stopped' }) : this.fail(reasonOf(error))).catch(() => undefined);
      throw error;
    });
    await this.#say({ outcome: report.reused ? 'reused' : 'trained', version: report.version });
    return report;
  }

  /** Says that the training ended, unless it has said so itself. */
  async fail(reason: string): Promise<void> {
    const last = await this.#last();
    if (last?.outcome === 'asked' || last?.outcome === 'started') await this.#say({ outcome: 'failed', reason });
  }

  async #last(): Promise<TrainingStep | undefined> {
    return (await readTrainings(this.bus)).get(this.tenant);
  }

  async #say(step: Pick<TrainingStep, 'outcome'> & Partial<TrainingStep>): Promise<void> {
    const last = await this.#last();
    // A training that nobody asked for has none.
    const isOpen = last?.outcome === 'asked' || last?.outcome === 'started';
    const requestId = isOpen ? last.requestId : '';
    const whole = { tenantId: this.tenant, requestId, version: '', reason: '', time: new Date(), ...step };
    await this.bus.publish(TOPICS.trainings, [encodeTrainingStep(whole)]);
  }
}

const reasonOf = (error: unknown): string =>
  (isStarsError(error) ? error.message : 'the log of the trainer says why').slice(0, LIMITS.descriptionChars);
