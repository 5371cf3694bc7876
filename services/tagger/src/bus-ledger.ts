import { randomUUID } from 'node:crypto';
import { SPENDING_TOPIC } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import { AdmissionGate, entryOf } from '@stars/platform';
import { addedSpending, NOTHING_SPENT, type Spending, type SpendingLedger } from '@stars/text';

/**
 * A ledger of all taggers on one bus. Each publishes its own sum of a period before it reads those of the others. Of two that
 * reserve at the same moment, at least one sees the other: so together they never reserve more than a budget. Near its end both
 * may see each other and give up. What a tagger had reserved when it died stays booked for that day.
 */
export class BusLedger implements SpendingLedger {
  readonly #self = randomUUID();
  /** Sums by process, by period. */
  readonly #sums = new Map<string, Map<string, Spending>>();
  /** Where to read on, by partition. */
  readonly #next = new Map<number, number>();
  /** Sums of one process must come in order. */
  readonly #turn = new AdmissionGate({ concurrent: 1 });
  #published = 0;

  /** @param own Gets this process's share, for reports */
  constructor(
    private readonly bus: Pick<EventBus, 'publish' | 'read'>,
    private readonly own: SpendingLedger,
  ) {}

  getSpending(period: string): Spending {
    const sums = this.#sums.get(period)?.values() ?? [];
    return [...sums].reduce((all, sum) => addedSpending(all, sum), NOTHING_SPENT);
  }

  /** Errors: those of the bus; then nothing is booked. */
  addSpending(period: string, difference: Spending): Promise<Spending> {
    return this.#turn.run(async () => {
      const sums = entryOf(this.#sums, period, () => new Map<string, Spending>());
      const sum = addedSpending(sums.get(this.#self) ?? NOTHING_SPENT, difference);
      const key = `${period}/${this.#self}`;
      await this.bus.publish(SPENDING_TOPIC, [
        { key, id: `${key}@${this.#published++}`, value: Buffer.from(JSON.stringify(sum)) },
      ]);
      sums.set(this.#self, sum);
      await this.#readOn();
      await this.own.addSpending(period, difference);
      return this.getSpending(period);
    });
  }

  async #readOn(): Promise<void> {
    for await (const batch of this.bus.read({ topic: SPENDING_TOPIC, from: this.#next })) {
      for (const { key, value, partition, offset } of batch) {
        this.#next.set(partition, offset + 1);
        const [period, process] = key.split('/') as [string, string];
        // This process knows its own sums best.
        if (process === this.#self) continue;
        const sum = JSON.parse(Buffer.from(value).toString()) as Spending;
        entryOf(this.#sums, period, () => new Map<string, Spending>()).set(process, sum);
      }
    }
  }
}
