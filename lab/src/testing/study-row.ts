import type { StudyFigures, StudyRow } from '../studies/study-row.js';

/** A row of a made-up study. */
export function studyRow(changes: Partial<StudyRow> & { ndcg?: number } = {}): StudyRow {
  const { ndcg = 0.1, ...row } = changes;
  const figures: StudyFigures = { 'hit@5': 0.4, 'hit@10': 0.5, 'recall@10': 0.2, 'ndcg@10': ndcg, 'coverage@10': 0.3 };
  const both = { all: figures, explore: { ...figures, 'ndcg@10': ndcg / 10 } };
  return {
    study: 'passes',
    variant: '1 pass',
    seed: 1,
    size: 'small',
    recipe: { epochs: 1 },
    key: 'k',
    model_version: 'small-1',
    protocol: 'cj-day',
    split: 'validation',
    title: 'A shop (its publisher describes it as simulated)',
    sessions: 1234,
    explore_sessions: 1000,
    catalogue_items: 99,
    passes: 1,
    steps: 100,
    wall_seconds: 60,
    cpu_seconds: 120,
    figures: { GI: both, NI: both, RR: both },
    command: './stars lab study passes --seeds 1,2',
    commit: 'abc',
    date: '2026-11-28T10:00:00.000Z',
    machine: { cpu: 'A processor', cores: 2, memory_gib: 8, backend: 'cpu' },
    ...row,
  };
}
