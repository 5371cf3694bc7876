import {
  type ContextTimeline,
  type FeatureSpec,
  type FeatureValue,
  SequenceWriter,
  SideEncoder,
  type TokenEvent,
  UserFeatureEncoder,
} from '@stars/features';
import {
  encodeLast,
  generalVectors,
  nextVectors,
  type Parameters,
  type StarsConfig,
  storedUserVectors,
  tf,
} from '@stars/model';
import { entryOf } from '@stars/platform';
import { readOnce } from './read-once.js';
import { passesOf } from './user-passes.js';

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
    private readonly parameters: Parameters,
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
    const read = users.map(({ features, history }, index) => ({
      index,
      features,
      history: this.#read(history, tokens),
    }));
    const encoded = new Array<EncodedUser>(users.length);
    for (const pass of passesOf(read)) {
      this.#encodePass(pass, tokens, side).forEach((user, i) => {
        encoded[pass[i]!.index] = user;
      });
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
    const { config, parameters } = this;
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
    const table = new Float32Array(Math.max(1, rows.size) * config.width);
    for (const [itemId, row] of rows) table.set(tokens.get(itemId)!, row * config.width);
    const [general, next] = readOnce(() => {
      const tokenTable = tf.tensor2d(table, [Math.max(1, rows.size), config.width]);
      const states = encodeLast(config, parameters, tokenTable, writer.arrays, last);
      const all = Int32Array.from(users, (_, i) => i);
      return [
        storedUserVectors(config, generalVectors(parameters, states.copies, all)),
        storedUserVectors(config, nextVectors(parameters, states.items, all)),
      ];
    });
    const s = config.servingWidth;
    return users.map((_, i) => {
      const h = general.slice(i * s, (i + 1) * s);
      return { general: h, next: histories[i]!.length > 0 ? next.slice(i * s, (i + 1) * s) : h };
    });
  }
}
