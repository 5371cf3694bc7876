import type { Impression } from '@stars/contracts';
import { countFirst } from './lower-bound.js';

/** One shown page. */
export interface ShownPage {
  /** ms */
  time: number;
  itemIds: readonly string[];
}

const LOOK_BACK_MS = 24 * 3_600_000;

/** Pages by user, oldest first. A user's pages take a few bytes an item: ids are held once. */
export class ImpressionLog {
  readonly #ids = new Map<string, string>();
  readonly #pages = new Map<string, { pages: ShownPage[]; sorted: boolean }>();

  add({ userId, time, items }: Pick<Impression, 'userId' | 'time' | 'items'>): void {
    if (!time || items.length === 0) return;
    const own = this.#pages.get(userId) ?? { pages: [], sorted: true };
    const at = time.getTime();
    own.sorted &&= at >= (own.pages.at(-1)?.time ?? at);
    own.pages.push({ time: at, itemIds: items.map(({ itemId }) => this.#intern(itemId)) });
    this.#pages.set(userId, own);
  }

  get empty(): boolean {
    return this.#pages.size === 0;
  }

  /** The user's pages of the day before `time` (ms) and at it, newest first. */
  before(userId: string, time: number): ShownPage[] {
    const own = this.#pages.get(userId);
    if (!own) return [];
    if (!own.sorted) {
      own.pages.sort((a, b) => a.time - b.time);
      own.sorted = true;
    }
    const found: ShownPage[] = [];
    const until = countFirst(own.pages, (page) => page.time <= time);
    for (let i = until - 1; i >= 0 && own.pages[i]!.time >= time - LOOK_BACK_MS; i--) found.push(own.pages[i]!);
    return found;
  }

  #intern(id: string): string {
    const known = this.#ids.get(id);
    if (known !== undefined) return known;
    this.#ids.set(id, id);
    return id;
  }
}
