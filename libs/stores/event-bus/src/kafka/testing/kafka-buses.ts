import type { EventBus } from '../../port.js';
import { openKafkaEventBus } from '../kafka-event-bus.js';
import type { KafkaEventBusOptions } from '../options.js';

/** Buses of a test on one broker, closed together. */
export class KafkaBuses {
  readonly #buses: EventBus[] = [];

  constructor(private readonly options: KafkaEventBusOptions) {}

  async open(options: Partial<KafkaEventBusOptions> = {}): Promise<EventBus> {
    const patient = { backOff: { firstMs: 20, mostMs: 500 }, timeoutMs: 60_000 };
    const bus = await openKafkaEventBus({ ...patient, ...this.options, ...options });
    this.#buses.push(bus);
    return bus;
  }

  async close(): Promise<void> {
    await Promise.all(this.#buses.splice(0).map((bus) => bus.close()));
  }
}
