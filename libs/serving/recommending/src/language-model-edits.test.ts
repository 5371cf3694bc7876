import { CandidateSource, RecommendedItem } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EditedList, ListEditor, ListToEdit } from '@stars/text';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ItemCards } from './item-cards.js';
import { type EditQuestion, ListEdits, NOT_EDITED } from './language-model-edits.js';
import type { ListEditing } from './recommending-deps.js';
import { hanging } from './testing/fake.js';
import { newTestDegradations } from './testing/new-test-degradations.js';
import { purchase } from './testing/new-test-history.js';
import { newTestMetrics } from './testing/new-test-metrics.js';
import { newTestRequest, type RequestChanges } from './testing/new-test-request.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const itemsOf = (ids: string): RecommendedItem[] =>
  [...ids].map((itemId, position) =>
    RecommendedItem.fromPartial({
      itemId,
      position,
      title: `Title ${itemId}`,
      reason: 'by rule',
      reasonCode: 'RULE',
      source: CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT,
      propensity: 1 / (1 + position),
    }),
  );

/** Reverses a list and gives a reason for each item but the first. */
const reversed = ({ items }: ListToEdit): EditedList => ({
  order: items.map((_, place) => items.length - 1 - place),
  reasons: items.map(({ title }, place) => (place === 0 ? undefined : `for ${title}`)),
});

interface Asked extends RequestChanges {
  leftMs?: number;
  history?: EditQuestion['history'];
}

/** Edits by a model that reverses three items; the lists that it was asked about. */
function newTestListEdits(changes: Partial<ListEditing> = {}, edit?: ListEditor['edit']) {
  const lists: ListToEdit[] = [];
  const editor: ListEditor = {
    name: 'reverser',
    edit: (list, signal) => {
      lists.push(list);
      return edit ? edit(list, signal) : Promise.resolve(reversed(list));
    },
  };
  const cards: Pick<ItemCards, 'get'> = {
    get: async (_tenant, ids) =>
      ids.map((id) =>
        id === 'gone' ? undefined : { title: `Title ${id}`, brand: '', category: [`shelf of ${id}`], details: {} },
      ),
  };
  const { registry, readMetric } = newTestMetrics();
  const sut = new ListEdits({ editor, rerank: true, items: 3, waitMs: 500, ...changes }, cards, registry);
  const ask = async (ids: string, { leftMs = 60_000, history = [], ...request }: Asked = {}) => {
    const degradations = newTestDegradations();
    const until = performance.now() + leftMs;
    const question = { request: newTestRequest({ shown: ids.length, ...request }), history, until };
    const items = await sut.edit(itemsOf(ids), question, degradations);
    return {
      items,
      ids: items.map(({ itemId }) => itemId).join(''),
      reasons: items.map(({ reason }) => reason),
      degradations: degradations.list(),
    };
  };
  const counted = (outcome: string) => readMetric('stars_gateway_edits_total', { outcome });
  return { ask, lists, counted };
}

describe('ListEdits', () => {
  it('puts the first few in order, and gives reasons only if the request asks for them', async () => {
    const { ask } = newTestListEdits();
    const { items, ids, reasons, degradations } = await ask('abcde');
    expect(ids).toBe('cbade');
    expect(items.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(reasons)).toEqual(new Set(['by rule']));
    expect(degradations).toEqual([]);
    const explained = await ask('abcde', { explain: true });
    expect(explained.ids).toBe('cbade');
    // A reason moves with its item; if the model has none, that of the rules stays.
    expect(explained.reasons).toEqual(['for Title c', 'for Title b', 'by rule', 'by rule', 'by rule']);
    expect(explained.items.map(({ reasonCode }) => reasonCode)).toEqual(['WRITTEN', 'WRITTEN', 'RULE', 'RULE', 'RULE']);
  });

  it('leaves the order alone if it may only explain', async () => {
    const { ask } = newTestListEdits({ rerank: false });
    const { ids, reasons } = await ask('abcd', { explain: true });
    expect([ids, reasons]).toEqual(['abcd', ['by rule', 'for Title b', 'for Title c', 'by rule']]);
  });

  it('asks nothing if there is nothing to do', async () => {
    const { ask, lists } = newTestListEdits();
    expect((await ask('abc', { explain: false })).ids).toBe('abc');
    expect((await ask('')).ids).toBe('');
    const explains = newTestListEdits({ rerank: false });
    expect((await explains.ask('abc')).ids).toBe('abc');
    const ofNone = newTestListEdits({ items: 0 });
    expect((await ofNone.ask('ab', { explain: true })).reasons).toEqual(['by rule', 'by rule']);
    expect([...lists, ...explains.lists, ...ofNone.lists]).toEqual([]);
  });

  it('gives the model titles, shelves and the user’s last items, but no ids', async () => {
    const { ask, lists } = newTestListEdits({ items: 2 });
    const history = ['a', ...'bcdefghijk', 'x', 'gone', 'x'].map((itemId, n) => purchase(itemId, n));
    await ask('qr', { surface: 'home', language: 'de', history });
    expect(lists).toEqual([
      {
        items: [
          { title: 'Title q', category: ['shelf of q'] },
          { title: 'Title r', category: ['shelf of r'] },
        ],
        // The last ten items, the latest first, each once; one of them has left the catalogue.
        history: [...'xkjihgfed'].map((itemId) => `Title ${itemId}`),
        surface: 'home',
        language: 'de',
      },
    ]);
  });

  it('moves nothing into or out of places that were left to chance', async () => {
    const { ask } = newTestListEdits();
    const exploration = { places: 1, rate: 0.1, candidates: 0, seed: undefined };
    const { ids, items } = await ask('abc', { exploration });
    expect(ids).toBe('bac');
    expect(items[2]!.propensity).toBe(1 / 3);
    expect((await ask('abc', { exploration: { ...exploration, rate: 0 } })).ids).toBe('cba');
  });

  it('adds and removes nothing, whatever order the model gives', async () => {
    const cases = fc.record({
      size: fc.integer({ min: 0, max: 8 }),
      few: fc.integer({ min: 0, max: 8 }),
      places: fc.integer({ min: 0, max: 8 }),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ size, few, places, seed }) => {
        const order = (length: number) =>
          Array.from({ length }, (_, place) => place).sort((a, b) => ((a * 7 + seed) % 5) - ((b * 7 + seed) % 5));
        const edit = async ({ items }: ListToEdit) => ({ order: order(items.length), reasons: [] });
        const { ask } = newTestListEdits({ items: few }, edit);
        const ids = 'abcdefgh'.slice(0, size);
        const exploration = { places: Math.min(places, size), rate: 0.5, candidates: 0, seed: undefined };
        const edited = await ask(ids, { exploration });
        expect([...edited.ids].sort().join('')).toBe(ids);
        const sure = size - exploration.places;
        expect(edited.ids.slice(sure)).toBe(ids.slice(sure));
        expect(edited.ids.slice(few)).toBe(ids.slice(few));
      }),
    );
  });
});

describe('ListEdits, in time', () => {
  it('asks once for a list, and answers the next request from the cache', async () => {
    const { ask, lists, counted } = newTestListEdits();
    await Promise.all([ask('abc'), ask('abc')]);
    expect((await ask('abc')).ids).toBe('cba');
    expect(lists).toHaveLength(1);
    expect([await counted('made'), await counted('cached')]).toEqual([2, 1]);
    await ask('abc', { surface: 'basket' });
    await ask('abc', { history: [purchase('x', 1)] });
    await ask('acb');
    expect(lists).toHaveLength(4);
  });

  it.each([
    { what: 'its own time', leftMs: 60_000, waitMs: 500, waited: 500 },
    { what: 'three quarters of the time that is left', leftMs: 200, waitMs: 500, waited: 150 },
  ])('waits for no longer than $what; a late edit serves the next request', async ({ leftMs, waitMs, waited }) => {
    const answer = Promise.withResolvers<EditedList>();
    const { ask, lists, counted } = newTestListEdits({ waitMs }, () => answer.promise);
    const begun = performance.now();
    const late = ask('abc', { leftMs }).then((answered) => ({ ...answered, ms: performance.now() - begun }));
    await vi.advanceTimersByTimeAsync(waited);
    const { ids, ms, degradations } = await late;
    expect([ids, ms]).toEqual(['abc', waited]);
    expect(degradations).toEqual([
      { code: NOT_EDITED, message: expect.stringContaining('STARS_DEADLINE_EXCEEDED of the language model') },
    ]);
    expect(await counted('missing')).toBe(1);
    answer.resolve({ order: [1, 0, 2], reasons: [] });
    await vi.advanceTimersByTimeAsync(0);
    expect((await ask('abc')).ids).toBe('bac');
    expect(lists).toHaveLength(1);
  });

  it('gives the list as it was if the model fails, and reports only a code', async () => {
    const failures = [new StarsError('STARS_OVERLOADED', 'https://secret.example says no'), new Error('secret')];
    for (const [n, code] of ['STARS_OVERLOADED', 'STARS_INTERNAL'].entries()) {
      const { ask } = newTestListEdits({}, () => Promise.reject(failures[n]));
      const { ids, degradations } = await ask('abc', { explain: true });
      expect(ids).toBe('abc');
      expect(degradations).toEqual([
        { code: NOT_EDITED, message: `reasons and order are those of the rules: ${code} of the language model` },
      ]);
    }
  });

  it('asks about sixteen lists at once, and refuses more', async () => {
    const { ask, lists } = newTestListEdits({}, hanging);
    const answers = Promise.all(Array.from('abcdefghijklmnopq', (itemId) => ask(itemId)));
    await vi.advanceTimersByTimeAsync(500);
    const messages = (await answers).map(({ degradations }) => degradations[0]!.message);
    expect(lists).toHaveLength(16);
    expect(messages.filter((message) => message.includes('STARS_OVERLOADED'))).toHaveLength(1);
  });

  it('pauses after three failures of the model in a row, for a second at first', async () => {
    let failed = true;
    const edit = async (list: ListToEdit) => {
      if (failed) throw new StarsError('STARS_UNAVAILABLE', 'no');
      return reversed(list);
    };
    const { ask, lists } = newTestListEdits({}, edit);
    for (let n = 0; n < 5; n++) expect((await ask('abc')).degradations).toHaveLength(1);
    expect(lists).toHaveLength(3);
    failed = false;
    vi.advanceTimersByTime(1000);
    expect((await ask('abc')).ids).toBe('cba');
  });
});
