import { CONTROL_SEALS_TOPIC, hasControlMessages, isControlMessage } from '@stars/contracts';
import { SharedRun } from '@stars/platform';
import { ControlKeys, SIGNATURE_HEADER } from '../control-keys.js';
import { ERASURES, type Seal, sealOf } from '../control-seal.js';
import { topicOnBroker } from '../kafka-names.js';
import type { BusMessage, OutgoingMessage } from '../port.js';
import type { KafkaSettings } from './options.js';

/** Between two looks for a new seal, ms: each message without a signature asks for one. */
const LOOK_MS = 1000;

type Checked = Pick<BusMessage, 'topic' | 'partition' | 'offset' | 'key' | 'value' | 'headers'>;

/** Signs control messages, and tells which ones no key has signed. Without a key, nothing is signed and everything counts. */
export class ControlTrust {
  readonly #keys: ControlKeys | undefined;
  readonly #prefix: string;
  readonly #now: () => number;
  readonly #refused;
  readonly #seals = new Map<string, { time: number; seal: Seal }>();
  readonly #looking = new SharedRun(() => this.#look());
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param readSeals all messages of the topic of seals, checked by nobody */
  constructor(
    { controlKeys, prefix, now, metrics }: Pick<KafkaSettings, 'controlKeys' | 'prefix' | 'now' | 'metrics'>,
    private readonly readSeals: () => AsyncIterable<readonly BusMessage[]>,
  ) {
    this.#keys = controlKeys === undefined ? undefined : new ControlKeys(controlKeys);
    this.#prefix = prefix;
    this.#now = now;
    this.#refused = metrics.counter({
      name: 'stars_control_messages_refused_total',
      help: 'Messages that switch models, change surfaces or rules, correct tags or delete users, and that no key has signed: none of them had an effect.',
      labels: ['topic'],
    });
  }

  /** The message, with a signature if it needs one. */
  signed(topic: string, message: OutgoingMessage): OutgoingMessage {
    const { key, value, headers } = message;
    if (!this.#keys || !needsSignature(topic, value)) return message;
    return { ...message, headers: { ...headers, ...this.headerOf(topic, key, value) } };
  }

  /** The signature of a message, if there is a key. */
  headerOf(topic: string, key: string | Buffer, value: Uint8Array): Record<string, string> {
    const parts = { topic: topicOnBroker(this.#prefix, topic), key, value };
    return this.#keys ? { [SIGNATURE_HEADER]: this.#keys.sign(parts, this.#now()) } : {};
  }

  /** Those messages that do not count, of one topic. @param isAgain They come from a retry topic: their position proves nothing */
  async refused<M extends Checked>(messages: readonly M[], isAgain = false): Promise<ReadonlySet<M>> {
    const refused = new Set<M>();
    const topic = messages[0]?.topic ?? '';
    if (!this.#keys || !(topic === ERASURES || hasControlMessages(topic))) return refused;
    for (const message of messages) {
      if (!needsSignature(topic, message.value) || this.#timeOf(message) !== undefined) continue;
      if (!isAgain && (await this.#isBeforeSeal(message))) continue;
      refused.add(message);
      this.#refused.inc({ topic });
    }
    return refused;
  }

  #timeOf({ topic, key, value, headers }: Checked): number | undefined {
    const parts = { topic: topicOnBroker(this.#prefix, topic), key, value };
    return this.#keys!.timeOf(parts, headers[SIGNATURE_HEADER] ?? '');
  }

  async #isBeforeSeal({ topic, partition, offset }: Checked): Promise<boolean> {
    if (topic === CONTROL_SEALS_TOPIC) return false;
    if (performance.now() - this.#lookedAt > LOOK_MS) await this.#looking.ask();
    const seal = this.#seals.get(topic)?.seal;
    return seal === 'open' || offset < (seal?.get(partition) ?? 0);
  }

  /** Of several seals of a topic, the one that was signed last counts, so that nobody brings an older one back. */
  async #look(): Promise<void> {
    const began = performance.now();
    for await (const messages of this.readSeals()) {
      for (const message of messages) {
        const time = this.#timeOf(message);
        if (time === undefined || time < (this.#seals.get(message.key)?.time ?? 0)) continue;
        this.#seals.set(message.key, { time, seal: sealOf(message.value) });
      }
    }
    this.#lookedAt = began;
  }
}

const needsSignature = (topic: string, value: Uint8Array): boolean =>
  topic === ERASURES || isControlMessage(topic, value);
