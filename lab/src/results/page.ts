import { share, signed } from '@stars/evaluation';
import { markdownTable } from '@stars/repo';
import { type Log, NATURES } from '../logs/log.js';
import type { Metric } from './compare-cells.js';
import { type CurveRow, curveRows, type Verdict } from './verdicts.js';

const HOW = `\`./stars lab logs\` imports these logs, cuts each to several sizes, trains the default on each cut log, and writes this page. Do not edit it.

- **STARS** is what a request without options gets: the model that \`./stars train\` makes without options. Where there is too little to learn from, it is what is served before the first model.
- **Best simple** is the best of six rankings, chosen by the tested sessions themselves, so it is a little too strong: best sellers of 7 days; personal frequency with decay, filled with best sellers; the same, with best sellers mixed in; item-kNN; TIFU-KNN; last viewed first. Those with settings are tuned on sessions before the test.
- **Size** counts the sessions (a user's day with an event of any kind) before the tested period. A log of size 300 has the last 300 of them, as if the shop had opened then, and all rankings know that log only. The tested sessions, the catalogue and so the targets are the same at each size, and a target that the cut log never saw counts as missed for all. During the tested period, the events of earlier days are known.
- With leave-one-out, size counts users. The tested users are those of the size, and the catalogue is theirs.
- At most 2,000 tested sessions are drawn, the same at each size. The target is purchases, or views in a log of views.
- **Tuned on**: the prior of the second stage was fitted on sessions before the test of Ta-Feng (one user in four), MovieLens and a part of Complete Journey, and on shops like those of long-lived goods and of a funnel. Nobody chose anything by the logs that are marked so.
- **Differences** are paired, with 95% intervals of 20,000 resamples of the users. With several seeds, figures are means, and the interval is that of one training: it covers users and seeds.
- **Ahead** and **behind** hold after Holm's correction at 5% over all comparisons with the best simple ranking. **Level** is everything else.`;

/** The page of all stored cells. @param resamples Of the bootstrap. */
export function resultsPage(logs: readonly Log[], cells: Parameters<typeof curveRows>[0], resamples?: number): string {
  const rows = curveRows(cells, resamples);
  const rowsOf = (log: Log): CurveRow[] => rows.filter((row) => row.log === log.name).sort((a, b) => a.units - b.units);
  const measured = logs.filter((log) => rowsOf(log).length > 0);
  const missing = logs.filter((log) => rowsOf(log).length === 0);
  return `${[
    '# How good is the default on several logs?',
    HOW,
    `Of ${rows.length * 2} comparisons, ${counted(rows)}.`,
    ...(missing.length > 0 ? [`Not measured yet: ${missing.map(({ title }) => title).join('; ')}.`] : []),
    '## The largest size of each log',
    summary(measured.map((log) => [log, rowsOf(log).at(-1)!])),
    ...learnedSection(measured.map((log) => [log, rowsOf(log).at(-1)!])),
    ...measured.flatMap((log) => sectionOf(log, rowsOf(log))),
    '## When and where',
    provenance(measured.flatMap(rowsOf)),
  ].join('\n\n')}\n`;
}

function summary(entries: readonly (readonly [Log, CurveRow])[]): string {
  const order = [...entries].sort(([a], [b]) => NATURES.indexOf(a.nature) - NATURES.indexOf(b.nature));
  return markdownTable(
    ['log', 'data', 'size', 'tested sessions', ...columns('NDCG@10'), ...columns('Hit@10')],
    order.map(([log, row]) => [
      `${log.title}${log.untuned ? ' (not tuned on)' : ''}`,
      log.nature,
      number(row.units),
      number(row.sessions),
      ...figures(row, 'ndcg'),
      ...figures(row, 'hit'),
    ]),
  );
}

const LEARNED = `NDCG@10 on whole logs, of the default and of what an engineer could train with maintained libraries (\`./stars lab logs --learned\`; [how](baselines.md)): LambdaMART by LightGBM on some 70 features, and SASRec by RecTools. Both learn from target events alone (they do not read views of made-up shops), from all sessions before the tested ones; with leave-one-out, LambdaMART from the last 20 of each user. The validation stops them, not a clock.`;

function learnedSection(entries: readonly (readonly [Log, CurveRow])[]): string[] {
  const rows = entries.flatMap(([{ title }, { learned, seeds }]) =>
    learned.map(({ served, other, difference: { mean, ci95 } }) => [
      ...[title, String(seeds), share(served), `${share(other.mean)} ${other.name}`],
      `${signed(mean)} (${ci95.map(signed).join(' to ')})`,
    ]),
  );
  if (rows.length === 0) return [];
  return [
    '## Beside rankings that learn',
    LEARNED,
    markdownTable(['log', 'seeds', 'STARS', 'other', 'difference, 95%'], rows),
  ];
}

function sectionOf(log: Log, rows: readonly CurveRow[]): string[] {
  const unit = log.protocol === 'leave-one-out' ? 'users' : 'sessions';
  const { sessions, users } = rows.at(-1)!;
  const how =
    log.protocol === 'leave-one-out'
      ? `The last event of each user is tested${log.unseen ? ', without items that the user had before' : ''}, against the whole catalogue.`
      : `${number(sessions)} sessions of ${number(users)} users are tested, ${log.protocol === 'time' ? 'of the last tenth of the time' : 'of weeks 49 to 53'}.`;
  const tuned = log.untuned ? ' Nobody chose anything by this log: it is run once, at the end.' : '';
  return [
    `## ${log.title}`,
    `${log.about} ${how}${tuned}`,
    markdownTable(
      [unit, 'events', 'seeds', ...columns('NDCG@10'), ...columns('Hit@10')],
      rows.map((row) => [
        row.size === 'all' ? `all: ${number(row.units)}` : number(row.units),
        number(row.events),
        String(row.seeds),
        ...figures(row, 'ndcg'),
        ...figures(row, 'hit'),
      ]),
    ),
  ];
}

const columns = (metric: string): string[] => [`${metric}: STARS`, 'best simple', 'difference, 95%', 'verdict'];

function figures({ compared }: CurveRow, metric: Metric): string[] {
  const { served, other, difference, verdict } = compared.find((each) => each.metric === metric)!;
  const [low, high] = difference.ci95.map(signed);
  const marked = verdict === 'level' ? verdict : `**${verdict}**`;
  return [
    share(served),
    `${share(other.mean)} ${other.name}`,
    `${signed(difference.mean)} (${low} to ${high})`,
    marked,
  ];
}

function counted(rows: readonly CurveRow[]): string {
  const verdicts = rows.flatMap(({ compared }) => compared.map(({ verdict }) => verdict));
  const count = (verdict: Verdict): number => verdicts.filter((each) => each === verdict).length;
  return `the default is clearly ahead in ${count('ahead')}, level in ${count('level')} and clearly behind in ${count('behind')}`;
}

/** Which commit made which figures, how long it took and on what. */
function provenance(rows: readonly CurveRow[]): string {
  return markdownTable(
    ['log', 'size', 'commit', 'date', 'machine', 'training and ranking of a cell'],
    rows.map(({ log, size, cells }) => {
      const distinct = (values: (string | undefined)[]): string =>
        [...new Set(values.filter((value) => value !== undefined))].join(', ');
      const seconds = Math.max(...cells.map(({ seconds: { train, rank } }) => train + rank));
      return [
        log,
        String(size),
        distinct(cells.flatMap(({ commit, learnedAt }) => [commit, learnedAt])),
        distinct(cells.map(({ date }) => date)),
        distinct(cells.map(({ machine: { cpu, cores } }) => `${cpu}, ${cores} cores`)),
        `${number(Math.round(seconds))} s`,
      ];
    }),
  );
}

const number = (value: number): string => value.toLocaleString('en');
