import { subjectId } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash32, InteractionLogBuilder } from './interaction-log.js';
import { logOf } from './testing/messages.js';

const row = fc.record({
  userId: fc.constantFrom('u1', 'u2', 'u3', 'u4'),
  itemId: fc.constantFrom('a', 'b', 'c'),
  type: fc.integer({ min: 1, max: 3 }),
  time: fc.integer({ min: 0, max: 6 }).map((day) => day * 86_400_000),
  region: fc.constantFrom('', 'north', 'south'),
  value: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  sessionId: fc.constantFrom('', 's1', 's2'),
});

type Row = Parameters<typeof logOf>[0][number];

describe('InteractionLogBuilder', () => {
  it('sorts by user, time and arrival, as a naive sort does', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (given) => {
        const rows = given.map(({ value, ...rest }) => (value === undefined ? rest : { ...rest, value }));
        const log = logOf(rows);
        const users = [...new Set(rows.map(({ userId }) => userId))];
        const expected = rows
          .map((each, arrival) => ({ ...each, arrival }))
          .sort(
            (a, b) => users.indexOf(a.userId) - users.indexOf(b.userId) || a.time - b.time || a.arrival - b.arrival,
          );
        const got = expected.map((_, i) => {
          const user = log.users.findIndex((_, u) => log.userOffsets[u]! <= i && i < log.userOffsets[u + 1]!);
          return {
            userId: log.users[user],
            itemId: log.items[log.item[i]!],
            type: log.type[i],
            time: log.time[i],
            region: log.regions[log.region[i]!],
            ...(Number.isNaN(log.value[i]) ? {} : { value: log.value[i] }),
            session: log.session[i],
            arrival: log.arrival[i],
          };
        });
        expect(got).toEqual(
          expected.map(({ sessionId, ...each }) => ({ ...each, session: sessionId === '' ? 0 : hash32(sessionId) })),
        );
        expect(log.users).toEqual(users);
        expect([log.userOffsets[0], log.userOffsets.at(-1)]).toEqual([0, rows.length]);
        expect(log.regions[0]).toBe('');
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same log for rows in any order that say where they are on the bus', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.integer(), (given, seed) => {
        const [inOrder, shuffled] = [new InteractionLogBuilder(), new InteractionLogBuilder()];
        for (const each of given) inOrder.add(each);
        const places = given.map((_, i) => i).sort((a, b) => hash32(`${a} ${seed}`) - hash32(`${b} ${seed}`));
        for (const place of places) shuffled.add(given[place]!, 10 * place);
        expect(shuffled.build()).toEqual(inOrder.build());
      }),
      { numRuns: 100 },
    );
  });

  it('forgets users whose rows are all dropped', () => {
    const builder = new InteractionLogBuilder(10);
    for (let n = 0; n < 1000; n++) {
      builder.add({ userId: `u${n}`, itemId: 'i', type: 1, time: n, region: '', sessionId: '' });
    }
    expect(builder.build().users).toEqual(Array.from({ length: 10 }, (_, i) => `u${990 + i}`));
  });

  it('keeps every row of more than its first capacity', () => {
    const builder = new InteractionLogBuilder();
    const n = 5000;
    for (let i = 0; i < n; i++) {
      builder.add({ userId: `u${i % 7}`, itemId: `i${i}`, type: 1, time: n - i, region: '', sessionId: '' });
    }
    expect(builder.length).toBe(n);
    const log = builder.build();
    expect(log.items.length).toBe(n);
    expect(new Set(log.item).size).toBe(n);
    for (let user = 0; user < 7; user++) {
      const times = log.time.subarray(log.userOffsets[user]!, log.userOffsets[user + 1]!);
      expect([...times]).toEqual([...times].sort((a, b) => a - b));
    }
  });

  it('holds only the newest rows at its limit, in any order of arrival', () => {
    const bounded = (n: number) => new InteractionLogBuilder(n);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (given, most) => {
        const [limited, whole] = [bounded(most), new InteractionLogBuilder()];
        const order = given.map((_, i) => i).sort((a, b) => given[b]!.time - given[a]!.time || a - b);
        const newest = new Set(order.slice(0, most));
        given.forEach((each, i) => {
          limited.add(each);
          expect(limited.length).toBeLessThanOrEqual(2 * most);
          if (newest.has(i)) whole.add(each);
        });
        const events = ({ log, users }: { log: ReturnType<typeof limited.build>; users: string[] }) =>
          users.flatMap((user) => {
            const u = log.users.indexOf(user);
            const rows = Array.from(
              { length: log.userOffsets[u + 1]! - log.userOffsets[u]! },
              (_, i) => log.userOffsets[u]! + i,
            );
            return rows.map((at) => [user, log.items[log.item[at]!], log.time[at], log.type[at], log.value[at]]);
          });
        const [log, expected] = [limited.build(), whole.build()];
        expect(events({ log, users: expected.users })).toEqual(events({ log: expected, users: expected.users }));
        expect(log.item.length).toBe(Math.min(most, given.length));
        expect(limited.left).toBe(Math.max(0, given.length - most));
      }),
      { numRuns: 200 },
    );
  });

  it('is the log without what was taken back, in every column', () => {
    const any = fc.array(row, { maxLength: 40 });
    fc.assert(
      fc.property(any, any, fc.nat(6), (before, after, day) => {
        const own = { userId: 'u1', itemId: 'of its own', region: 'east', sessionId: 's3', time: day * 86_400_000 };
        const pair = [
          { ...own, type: 3 },
          { ...own, type: 4 },
        ];
        expect(logOf([...before, pair[1]!, ...after, pair[0]!] as Row[])).toEqual(
          logOf([...before, ...after] as Row[]),
        );
      }),
    );
  });

  it('counts the latest rating of an item, as a view or not at all', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.shuffledSubarray([5, 2, 4, 1, 3]), (others, values) => {
        const own = { userId: 'u1', itemId: 'of its own', region: 'east', sessionId: 's3' };
        const rated = values.map((value, n) => ({ ...own, type: 8, value, time: n * 86_400_000 }));
        const views = rated.slice(-1).flatMap((each) => (each.value >= 3 ? [{ ...each, type: 1 }] : []));
        expect(logOf([...rated, ...others] as Row[])).toEqual(logOf([...views, ...others] as Row[]));
      }),
    );
  });

  it('is the log without views of categories and searches, which lie beside it in the order of time', () => {
    const browsing = fc.record({
      userId: fc.constantFrom('u1', 'u2', 'u9'),
      type: fc.constantFrom(9, 10),
      category: fc.constantFrom('Wine', 'Tea'),
      query: fc.constantFrom('', 'red'),
      time: fc.nat(6).map((day) => day * 86_400_000),
    });
    const any = fc.array(row, { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(any, fc.array(browsing, { maxLength: 20 }), any, (before, browsed, after) => {
        const seen = browsed.map((each) => ({ ...each, itemId: '', region: 'west', sessionId: '' }));
        const { browsing: found, ...log } = logOf([...before, ...seen, ...after] as Row[]);
        expect(log).toEqual(logOf([...before, ...after] as Row[]));
        log.users.forEach((user, u) => {
          const [from, to] = found ? [found.userOffsets[u]!, found.userOffsets[u + 1]!] : [0, 0];
          const rows = Array.from({ length: to - from }, (_, n) => from + n);
          const expected = seen.filter(({ userId }) => userId === user).sort((a, b) => a.time - b.time);
          expect(rows.map((at) => [found!.subjects[found!.subject[at]!], found!.time[at]])).toEqual(
            expected.map((each) => [subjectId(each), each.time]),
          );
        });
      }),
    );
  });

  it('counts a repeated row once, however much came between, with any limit', () => {
    const rows = fc.array(row, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.nat(), { maxLength: 120 }),
        fc.integer({ min: 1, max: 20 }),
        (given, again, most) => {
          const [repeated, once] = [new InteractionLogBuilder(most), new InteractionLogBuilder(most)];
          given.forEach((each, i) => {
            repeated.add({ ...each, eventId: `e-${i}` });
            once.add({ ...each, eventId: `e-${i}` });
            const number = again[i]! % (i + 1);
            if (i < again.length) repeated.add({ ...given[number]!, eventId: `e-${number}` });
          });
          // The whole import once more.
          for (const [i, each] of given.entries()) repeated.add({ ...each, eventId: `e-${i}` });
          const { arrival: _, ...log } = repeated.build();
          const { arrival: __, ...expected } = once.build();
          expect(log).toEqual(expected);
          expect(repeated.left).toBeGreaterThanOrEqual(once.left);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is empty if nothing was added', () => {
    const log = logOf([]);
    expect([log.users, log.items, [...log.userOffsets], log.item.length]).toEqual([[], [], [0], 0]);
  });

  it('hashes as FNV-1a does', () => {
    expect([hash32(''), hash32('a'), hash32('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  });
});
