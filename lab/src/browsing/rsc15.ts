import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf } from '../logs/csv.js';
import { type BrowsingLog, byStart, type LoggedSession, type PublishedRow } from './browsing-log.js';

const NAME = 'yoochoose-clicks-100k';
/** Rankings whose lists are published with the log, by the end of the file's name. */
const PUBLISHED = {
  vsknn: 'V-SKNN, published',
  gru4rec: 'GRU4Rec, published',
  sr: 'SR, published',
  ar: 'AR, published',
};

/** 100,000 clicks of a web shop: views only, with the cut of its publisher and lists of several rankings. @param from Has `prepared` and `recommendations`. */
export function rsc15(from: string): BrowsingLog {
  const read = (part: string): LoggedSession[] =>
    clicks(readFileSync(join(from, 'prepared', `${NAME}_${part}.txt`), 'utf8'), part);
  const learned = read('train_full');
  const published = Object.entries(PUBLISHED).map(([file, name]): PublishedRow => {
    const text = readFileSync(join(from, 'recommendations', `recoms_rsc15_100k_${file}.csv`), 'utf8');
    return { name, lists: publishedLists(text) };
  });
  return { sessions: [...learned, ...read('test')], learned: learned.length, published };
}

function clicks(text: string, part: string): LoggedSession[] {
  const sessions = new Map<string, LoggedSession>();
  for (const row of rowsOf(text, '\t')) {
    const id = `${part}-${row['SessionId']}`;
    const session = sessions.get(id) ?? { id, events: [] };
    sessions.set(id, session);
    session.events.push({ item: row['ItemId']!, kind: 'view', time: Math.round(Number(row['Time']) * 1000) });
  }
  return [...sessions.values()].sort(byStart);
}

function publishedLists(text: string): PublishedRow['lists'] {
  const lists = new Map<string, (string[] | undefined)[]>();
  for (const row of rowsOf(text, ';')) {
    const id = `test-${row['SessionId']}`;
    const ofSession = lists.get(id) ?? [];
    lists.set(id, ofSession);
    ofSession[Number(row['Position'])] = row['Recommendations']!.split(',');
  }
  return lists;
}
