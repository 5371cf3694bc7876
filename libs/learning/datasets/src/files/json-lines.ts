import { StarsError } from '@stars/errors';
import type { ColumnPlan } from './column-plan.js';
import { type PlanOf, type RowChunk, type RowSource, type SourceRow, sourceRow } from './source-row.js';
import { type TextLine, textLines } from './text-lines.js';

/** Rows of a JSON Lines file: one JSON object a line; empty lines are skipped. Its first object names its columns. */
export async function jsonLinesSource(path: string, bytes: number, planOf: PlanOf): Promise<RowSource> {
  const columns = await firstColumns(path);
  const plan = columns && planOf(columns);
  return { place: 'line', unit: 'bytes', total: bytes, plan, chunks: () => jsonRows(path, plan) };
}

/** Undefined if the file's first rows hold no object. */
async function firstColumns(path: string): Promise<string[] | undefined> {
  for await (const { lines } of textLines(path)) {
    for (const line of lines) {
      const { value } = jsonRow(line);
      if (isObject(value)) return Object.keys(value);
    }
    return undefined;
  }
  return undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function* jsonRows(path: string, plan: ColumnPlan | undefined): AsyncGenerator<RowChunk> {
  for await (const { lines, bytesRead } of textLines(path)) {
    const filled = lines.filter(({ text, error }) => error || text.trim() !== '');
    yield { rows: filled.map((line) => jsonRow(line, plan)), done: bytesRead };
  }
}

function jsonRow({ number, text, error }: TextLine, plan?: ColumnPlan): SourceRow {
  return sourceRow(number, text, () => {
    if (error) throw error;
    const value = parsed(text);
    return plan !== undefined && isObject(value) ? plan.object(value) : value;
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StarsError('STARS_INVALID_FIELD', `the row is not JSON: ${(cause as Error).message}`);
  }
}
