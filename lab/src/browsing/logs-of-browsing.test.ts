import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appliances } from './appliances.js';
import { publishedLists } from './compared-lists.js';
import { cutSessions } from './cut-sessions.js';
import { readLog } from './read-log.js';
import { sessionsOfJson } from './sessions-of-json.js';
import { taobao } from './taobao.js';

describe('logs of browsing', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stars-browsing-logs-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('appliances: a line is a session, gaps give times, and a line that stands twice counts once', () => {
    const line = '7+5+753+30+9 7+9+753+12+9 8+10+754+1+1';
    const { sessions } = appliances([`${line}\n1+2+753+4+4\n`, `${line}\r\n`]);
    expect(sessions).toHaveLength(2);
    const { events } = sessions.find(({ events: { length } }) => length === 3)!;
    expect(events.map(({ item, kind, category }) => [item, kind, category])).toEqual([
      ['7', 'view', '753'],
      ['7', 'add_to_cart', '753'],
      ['8', 'purchase', '754'],
    ]);
    expect(events.map(({ time }) => time - events[0]!.time)).toEqual([0, 30_000, 42_000]);
    expect(appliances(['1+2+753+4+4', line]).sessions).toEqual(sessions);
  });

  it('taobao: half an hour of nothing begins a session, favourites are left out', () => {
    const lines = ['1,a,c,pv,1000', '2,b,c,pv,900', '1,a,c,fav,1100', '1,a,c,buy,2800', '1,d,c,cart,4601'];
    const { sessions } = taobao([lines.join('\n'), lines[0]!]);
    expect(sessions.map(({ id, events }) => [id, events.map(({ kind }) => kind)])).toEqual([
      ['2-1', ['view']],
      ['1-1', ['view', 'purchase']],
      ['1-2', ['add_to_cart']],
    ]);
  });

  it('JSON Lines: in order of time; what is wrong is named with its line', () => {
    const event = (item: string, time: unknown, type = 'view') => ({ item, type, time });
    const text = (...sessions: unknown[]): string => sessions.map((each) => JSON.stringify(each)).join('\n');
    const { sessions } = sessionsOfJson(
      text(
        { session: 2, events: [event('b', '2026-01-02T00:00:00Z'), event('a', '2026-01-01T00:00:00Z')] },
        { session: 1, events: [event('c', 0)] },
      ),
    );
    expect(sessions.map(({ id, events }) => [id, events.map(({ item }) => item)])).toEqual([
      ['1', ['c']],
      ['2', ['a', 'b']],
    ]);
    for (const wrong of [{ session: 3, events: [] }, { session: 3, events: [event('a', 'soon')] }, 5]) {
      expect(() => sessionsOfJson(`\n${text(wrong)}`)).toThrow(
        expect.objectContaining({ code: 'STARS_UNREADABLE_FILE', message: expect.stringContaining('line 2') }),
      );
    }
    expect(() => sessionsOfJson(text({ session: 3, events: [event('a', 0, 'look')] }))).toThrow('view');
  });

  it('rsc15: the cut and the lists of its publisher, each for the events that it followed', () => {
    for (const part of ['prepared', 'recommendations']) mkdirSync(join(folder, part));
    const prepared = (part: string, rows: string[]): void =>
      writeFileSync(
        join(folder, 'prepared', `yoochoose-clicks-100k_${part}.txt`),
        ['SessionId\tItemId\tTime', ...rows].join('\n'),
      );
    prepared('train_full', ['1\t1\t10.5', '1\t2\t11', '1\t3\t12', '1\t4\t13']);
    prepared('test', ['1\t1\t20', '1\t1\t21', '1\t2\t22', '1\t3\t23', '1\t4\t24']);
    for (const ranking of ['vsknn', 'gru4rec', 'sr', 'ar']) {
      const rows = ['1;3;4,2,9', '1;0;2,3'];
      writeFileSync(
        join(folder, 'recommendations', `recoms_rsc15_100k_${ranking}.csv`),
        ['SessionId;Position;Recommendations;Scores', ...rows].join('\n'),
      );
    }
    const log = readLog('rsc15', folder);
    expect(log.sessions.map(({ events }) => events[0]!.time)).toEqual([10_500, 20_000]);
    const { cases, items, learnedItems } = cutSessions(log, 'test');
    expect(learnedItems).toBe(4);
    // Item 1 was viewed twice in a row: three events are known, of the log's four.
    expect(cases).toMatchObject([{ name: 'next new item', target: 3, known: 3, place: 4 }]);
    const numbers = new Map(items.map((id, n) => [id, n]));
    expect(publishedLists(log.published![0]!, cases, numbers)).toEqual({ name: 'V-SKNN, published', lists: [[3]] });
  });

  it('are not there without a file or a folder', () => {
    expect(() => readLog('appliances', undefined)).toThrow(expect.objectContaining({ code: 'STARS_USAGE' }));
    expect(() => readLog('taobao', join(folder, 'no'))).toThrow(expect.objectContaining({ code: 'STARS_NOT_FOUND' }));
    expect(() => readLog(join(folder, 'no.jsonl'), undefined)).toThrow('one of appliances');
    expect(() => readLog('appliances', folder)).toThrow(expect.objectContaining({ code: 'STARS_UNREADABLE_FILE' }));
  });
});

describe('the cut', () => {
  const sessions = Array.from({ length: 100 }, (_, n) => ({
    id: `s${n}`,
    events: [0, 1, 2, 3].map((item) => ({
      item: `${n}-${item}`,
      kind: 'view' as const,
      time: n,
      category: `${item % 2}`,
    })),
  }));

  it('asks the last tenth for the test, and for the validation the last tenth of the rest', () => {
    const [test, validation] = [cutSessions({ sessions }, 'test'), cutSessions({ sessions }, 'validation')];
    expect([test.learned.length, test.cases.map(({ id }) => id)]).toEqual([
      90,
      Array.from({ length: 10 }, (_, n) => `s${90 + n}`),
    ]);
    expect([validation.learned.length, validation.cases[0]!.id, validation.cases.at(-1)!.id]).toEqual([
      81,
      's81',
      's89',
    ]);
    expect(validation.items).toHaveLength(360);
    expect(validation.learnedItems).toBe(324);
    expect([...validation.categories!.subarray(0, 4)]).toEqual([0, 1, 0, 1]);
  });
});
