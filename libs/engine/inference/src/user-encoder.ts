import {
  type ContextTimeline,
  type FeatureSpec,
  type FeatureValue,
  SequenceWriter,
  SideEncoder,
  type TokenEvent,
  UserFeatureEncoder,
} from '@stars/features';
import type { StarsConfig } from '@stars/model/definition';
import { entryOf } from '@stars/platform';
import type { ModelEncoder } from './model-encoder.js';

/** Most users of one pass: more would only cost memory. */
const USERS_A_PASS = 64;

export interface UserToEncode {
  features: Readonly<Record<string, FeatureValue>>;
  history: readonly TokenEvent[];
}

export interface EncodedUser {
  /** h_gen, [s] */
  general: Float32Array;
  /** h_next, [s]; h_gen if there is no event that the model can read. */
  next: Float32Array;
}

/** Makes the vectors of users from their histories, many users in a pass (docs/reference/model-equations.md, Sequence and Loss). */
export class UserEncoder {
  readonly #userFeatures: UserFeatureEncoder;
  /** One for each timeline: an encoder keeps the calendar that it has looked up. */
  readonly #sides = new WeakMap<ContextTimeline, SideEncoder>();

  constructor(
    private readonly config: StarsConfig,
    private readonly encoder: ModelEncoder,
    private readonly spec: FeatureSpec,
  ) {
    this.#userFeatures = new UserFeatureEncoder(spec);
  }

  /**
   * h_gen and h_next of each user, from at most the last L events that have a token.
   * @param tokens By item id; events of items without one are left out.
   */
  encode(
    users: readonly UserToEncode[],
    tokens: ReadonlyMap<string, Float32Array>,
    timeline: ContextTimeline,
  ): EncodedUser[] {
    const side = entryOf(this.#sides, timeline, () => new SideEncoder(this.spec, timeline));
    const read = users.map(({ features, history }) => ({ features, history: this.#read(history, tokens) }));
    const encoded: EncodedUser[] = [];
    for (let from = 0; from < read.length; from += USERS_A_PASS) {
      encoded.push(...this.#encodePass(read.slice(from, from + USERS_A_PASS), tokens, side));
    }
    return encoded;
  }

  /** The last L events that have a token. */
  #read(history: readonly TokenEvent[], tokens: ReadonlyMap<string, Float32Array>): TokenEvent[] {
    const events: TokenEvent[] = [];
    for (let i = history.length - 1; i >= 0 && events.length < this.config.maxLength; i--) {
      if (tokens.has(history[i]!.itemId)) events.push(history[i]!);
    }
    return events.reverse();
  }

  /** @param users Their histories have tokens, and fit the length of the model. */
  #encodePass(
    users: readonly UserToEncode[],
    tokens: ReadonlyMap<string, Float32Array>,
    side: SideEncoder,
  ): EncodedUser[] {
    const { config } = this;
    const histories = users.map(({ history }) => history);
    const length = Math.max(1, ...histories.map((history) => history.length));
    const writer = new SequenceWriter(side, this.#userFeatures, config.userNumericCount, users.length, length, 1);
    const rows = new Map<string, number>();
    const rowOf = (itemId: string): number => entryOf(rows, itemId, () => rows.size);
    const last = new Int32Array(users.length);
    histories.forEach((history, row) => {
      const baskets = writer.events(row, history, (i) => rowOf(history[i]!.itemId));
      writer.user(row, users[row]!.features);
      const end = history.length - 1;
      const hours = end < 0 ? 0 : writer.arrays.hours[row * length + end]!;
      writer.cut(row, 0, end < 0 ? 0 : baskets[end]! + 1, hours);
      last[row] = Math.max(0, end);
    });
    const table = new Float32Array(rows.size * config.width);
    for (const [itemId, row] of rows) table.set(tokens.get(itemId)!, row * config.width);
    const { general, next } = this.encoder.users(writer.arrays, table, last);
    const s = config.servingWidth;
    return users.map((_, i) => {
      const h = general.slice(i * s, (i + 1) * s);
      return { general: h, next: histories[i]!.length > 0 ? next.slice(i * s, (i + 1) * s) : h };
    });
  }
}
