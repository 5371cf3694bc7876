import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Spending } from '@stars/text';
import type { DataFolder } from './data-folder.js';
import { type Column, number, renderTable } from './table.js';

/** A word that a tagging model gave and that is no term of the vocabulary. */
export interface RejectedTag {
  value: string;
  /** Distinct texts that it was given to. */
  texts: number;
  /** The taggers that gave it. */
  taggers: string[];
  /** The same or the nearest term of the vocabulary that you named. */
  term?: string;
}

export interface TagReport {
  /** The vocabulary that the texts were read under. */
  vocabulary: string;
  /** The vocabulary that rejected words are looked up in, if it is another one. */
  proposed?: string;
  rejected: RejectedTag[];
  /** Use of the endpoint on the UTC day of the report. */
  spentToday: Spending;
}

export interface TagReportOptions {
  /** The vocabulary in use (default: the one that ships). */
  vocabulary?: string;
  /** A proposed vocabulary. */
  proposed?: string;
  limit: number;
  now: Date;
}

/** Words of this data folder's taggers that are no terms of the vocabulary. Errors: those of a vocabulary file. */
export async function tagReport(folder: DataFolder, options: TagReportOptions): Promise<TagReport> {
  const { loadVocabulary, TextCache } = await import('@stars/text');
  const current = await loadVocabulary(options.vocabulary);
  const proposed = options.proposed === undefined ? current : await loadVocabulary(options.proposed);
  const path = join(folder.cache, 'text.db');
  const report: TagReport = {
    vocabulary: current.version,
    ...(proposed === current ? {} : { proposed: proposed.version }),
    rejected: [],
    spentToday: { requests: 0, inputTokens: 0, outputTokens: 0 },
  };
  if (!existsSync(path)) return report;
  const cache = TextCache.open(path);
  try {
    const rejected = cache.rejectedTags(current.version, options.limit).map((entry) => {
      const term = proposed.normalize(entry.value);
      return term === undefined ? entry : { ...entry, term };
    });
    return { ...report, rejected, spentToday: cache.getSpending(options.now.toISOString().slice(0, 10)) };
  } finally {
    cache.close();
  }
}

const COLUMNS: Column<RejectedTag>[] = [
  { title: 'rejected', value: ({ value }) => value.slice(0, 60) },
  { title: 'texts', value: ({ texts }) => number(texts), right: true },
  { title: 'term', value: ({ term }) => term ?? '' },
  { title: 'given by', value: ({ taggers }) => taggers.join(', ') },
];

export function renderTagReport({ vocabulary, proposed, rejected, spentToday }: TagReport): string {
  const { requests, inputTokens, outputTokens } = spentToday;
  return [
    `Vocabulary ${vocabulary}${proposed === undefined ? '' : `, terms of ${proposed}`}`,
    rejected.length === 0 ? 'No tags were rejected.' : renderTable(COLUMNS, rejected),
    `Endpoint today: ${number(requests)} requests, ${number(inputTokens)} input and ${number(outputTokens)} output tokens`,
  ].join('\n');
}
