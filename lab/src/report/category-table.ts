import { type BootstrapOptions, bootstrapMeans, type Interval, mean } from '@stars/evaluation';
import type { EvaluationSet, RankedSessions } from '@stars/replay';
import type { ItemCategories } from './item-categories.js';

export interface CategoryRow {
  category: string;
  /** Items of the catalogue. */
  items: number;
  /** Sessions with a target in it. */
  sessions: number;
  users: number;
  /** Targets, summed over sessions. */
  targets: number;
  /** Share of those sessions with one of the category's targets in the first five. */
  'hit@5': number;
  'hit@5_ci95': Interval;
  /** The same for the best baseline. */
  'hit@5_baseline': number | null;
  /** Share of the targets in the first ten: the probability that a random target is found. */
  'recall@10': number;
}

/** Table 2 of the paper: which categories are found and which are not. */
export interface CategoryTable {
  /** The level of the taxonomy. */
  attribute: string;
  model: string;
  baseline: string | null;
  /** Categories with fewer sessions are counted, not shown. */
  min_sessions: number;
  categories: number;
  shown: number;
  /** Catalogue items without a category. */
  items_without: number;
  /** By Hit@5, best first. */
  rows: CategoryRow[];
}

export interface CategoryTableOptions extends BootstrapOptions {
  /** Default: one in 200 of all sessions, at least 5 and at most 30. */
  minSessions?: number;
}

const defaultMinSessions = (sessions: number): number => Math.min(30, Math.max(5, Math.ceil(sessions / 200)));

interface NamedLists {
  name: string;
  lists: RankedSessions;
}

/** Against all targets, with one list for each session of the set. */
export function categoryTable(
  set: EvaluationSet,
  categories: ItemCategories,
  model: NamedLists,
  baseline: NamedLists | undefined,
  options: CategoryTableOptions = {},
): CategoryTable {
  const minSessions = options.minSessions ?? defaultMinSessions(set.sessions.length);
  const members = sessionsByCategory(set, categories);
  const items = new Uint32Array(categories.names.length);
  for (const category of categories.of) if (category >= 0) items[category]!++;
  const rows = categories.names.flatMap((name, category): CategoryRow[] => {
    const entries = members[category]!;
    if (entries.length < minSessions) return [];
    const users = Uint32Array.from(entries, ({ session }) => set.sessions[session]!.user);
    const hit = hitsAt5(entries, model.lists);
    const targets = entries.reduce((sum, { targets }) => sum + targets.size, 0);
    const found = entries.reduce((sum, entry) => sum + hitsIn(entry, model.lists, 10), 0);
    return [
      {
        category: name,
        items: items[category]!,
        sessions: entries.length,
        users: new Set(users).size,
        targets,
        'hit@5': mean(hit),
        'hit@5_ci95': bootstrapMeans(users, [hit], options)[0]!,
        'hit@5_baseline': baseline ? mean(hitsAt5(entries, baseline.lists)) : null,
        'recall@10': found / targets,
      },
    ];
  });
  rows.sort((a, b) => b['hit@5'] - a['hit@5'] || b.sessions - a.sessions || (a.category < b.category ? -1 : 1));
  return {
    attribute: categories.attribute,
    model: model.name,
    baseline: baseline?.name ?? null,
    min_sessions: minSessions,
    categories: members.filter((entries) => entries.length > 0).length,
    shown: rows.length,
    items_without: categories.of.reduce((sum, category) => sum + (category < 0 ? 1 : 0), 0),
    rows,
  };
}

/** Targets of one session in one category. */
interface CategoryTargets {
  session: number;
  targets: Set<number>;
}

function sessionsByCategory(set: EvaluationSet, categories: ItemCategories): CategoryTargets[][] {
  const result: CategoryTargets[][] = categories.names.map(() => []);
  set.sessions.forEach(({ target }, session) => {
    for (const item of target) {
      const category = categories.of[item]!;
      if (category < 0) continue;
      const last = result[category]!.at(-1);
      if (last?.session === session) last.targets.add(item);
      else result[category]!.push({ session, targets: new Set([item]) });
    }
  });
  return result;
}

function hitsIn({ session, targets }: CategoryTargets, { k, items }: RankedSessions, depth: number): number {
  let hits = 0;
  for (const item of items.subarray(session * k, session * k + Math.min(k, depth))) if (targets.has(item)) hits++;
  return hits;
}

const hitsAt5 = (entries: readonly CategoryTargets[], lists: RankedSessions): Float64Array =>
  Float64Array.from(entries, (entry) => (hitsIn(entry, lists, 5) > 0 ? 1 : 0));
