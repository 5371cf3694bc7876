import { stringify } from 'yaml';

/** What a service level objective promises, and how to see how far it is missed. */
interface Objective {
  /** Part of the names of its series. */
  name: string;
  alert: string;
  /** Share that must be good over 30 days. */
  goal: number;
  /** PromQL: the share that was bad within a window, in [0, 1]. */
  badShare(window: string): string;
  /** Severities that it may have: an objective that moves in days wakes nobody. */
  severities: readonly Severity[];
  summary: string;
  description: string;
}

type Severity = 'page' | 'ticket';

/** Codes of answers that are the fault of the system. Wrong requests, unknown things and limits are not. */
const SERVER_FAULTS = [
  'STARS_DEADLINE_EXCEEDED',
  'STARS_DISK_FULL',
  'STARS_INTERNAL',
  'STARS_MODEL_CORRUPT',
  'STARS_OVERLOADED',
  'STARS_UNAVAILABLE',
].join('|');

const LISTS = 'method=~"Recommend|RecommendPage|RecommendGroups|SimilarItems|PopularItems"';
/** Two days. */
const OLD_SECONDS = 172_800;

const rate = (series: string, window: string): string => `sum by (namespace) (rate(${series}[${window}]))`;

export const OBJECTIVES: readonly Objective[] = [
  {
    name: 'answers_failed',
    alert: 'StarsAnswersFail',
    goal: 0.999,
    badShare: (window) => {
      const all = rate('stars_gateway_requests_total', window);
      // A code has no series before it is first used.
      return `(${rate(`stars_gateway_requests_total{code=~"${SERVER_FAULTS}"}`, window)} or 0 * ${all}) / ${all}`;
    },
    severities: ['page', 'ticket'],
    summary: 'Requests fail',
    description: '{{ $value | humanizePercentage }} of the requests end with an error of the system.',
  },
  {
    name: 'answers_slow',
    alert: 'StarsAnswersSlow',
    goal: 0.99,
    badShare: (window) =>
      `1 - ${rate(`stars_gateway_request_seconds_bucket{${LISTS},le="0.25"}`, window)}` +
      ` / ${rate(`stars_gateway_request_seconds_count{${LISTS}}`, window)}`,
    severities: ['page', 'ticket'],
    summary: 'Lists come late',
    description: '{{ $value | humanizePercentage }} of the lists take more than 250 ms.',
  },
  {
    name: 'vectors_late',
    alert: 'StarsVectorsLate',
    goal: 0.99,
    badShare: (window) => {
      const stage = 'flow="interaction",stage="vector_stored"';
      // Prometheus 3 writes whole numbers as 10.0, older ones as 10.
      return (
        `1 - ${rate(`stars_freshness_seconds_bucket{${stage},le=~"10(\\\\.0)?"}`, window)}` +
        ` / ${rate(`stars_freshness_seconds_count{${stage}}`, window)}`
      );
    },
    severities: ['page', 'ticket'],
    summary: 'Events come late into the vectors of users',
    description: '{{ $value | humanizePercentage }} of the events are in a vector only after more than 10 seconds.',
  },
  {
    name: 'model_old',
    alert: 'StarsModelOld',
    goal: 0.99,
    badShare: (window) => `avg_over_time(stars:model_old:bool[${window}])`,
    severities: ['ticket'],
    summary: 'The model is old',
    description: 'The model of tenant {{ $labels.tenant }} knows no event of the last two days.',
  },
];

/**
 * When an alert fires: the budget of 30 days burns `burn` times too fast, in a long window and still in a short one. These are
 * the numbers of the Site Reliability Workbook, chapter 5: 2%, 5%, 10% and 10% of the budget are gone by then.
 */
const BURNS = [
  { short: '5m', long: '1h', burn: 14.4, for: '2m', severity: 'page' },
  { short: '30m', long: '6h', burn: 6, for: '15m', severity: 'page' },
  { short: '2h', long: '1d', burn: 3, for: '1h', severity: 'ticket' },
  { short: '6h', long: '3d', burn: 1, for: '3h', severity: 'ticket' },
] as const;

const HEADER = `# Made from tools/repo/src/observability/objectives.ts. Do not edit it: change the source, then run
# \`node tools/repo/scripts/generate-reference.mjs\`.
`;

/** The rules of all objectives, for Prometheus. */
export function objectiveRules(): string {
  const age = 'time() - min by (namespace, tenant) (stars_model_data_until_timestamp_seconds)';
  const isOld = `${age} > bool ${OLD_SECONDS}`;
  const groups = OBJECTIVES.map((objective) => ({
    name: `stars-${objective.name.replaceAll('_', '-')}`,
    rules: [
      ...(objective.name === 'model_old' ? [{ record: 'stars:model_old:bool', expr: isOld }] : []),
      ...recordings(objective),
      ...alerts(objective),
    ],
  }));
  return HEADER + stringify({ groups }, { lineWidth: 0 });
}

const seriesOf = ({ name }: Objective, window: string): string => `stars:${name}:ratio${window}`;

const burnsOf = ({ severities }: Objective) => BURNS.filter(({ severity }) => severities.includes(severity));

function recordings(objective: Objective) {
  const windows = new Set(burnsOf(objective).flatMap(({ short, long }) => [short, long]));
  return [...windows].map((window) => ({ record: seriesOf(objective, window), expr: objective.badShare(window) }));
}

function alerts(objective: Objective) {
  return burnsOf(objective).map(({ short, long, burn, for: pending, severity }) => {
    const most = Number((burn * (1 - objective.goal)).toPrecision(4));
    return {
      alert: objective.alert,
      expr: `${seriesOf(objective, long)} > ${most} and ${seriesOf(objective, short)} > ${most}`,
      for: pending,
      labels: { severity, window: long },
      annotations: {
        summary: objective.summary,
        description: `${objective.description} The goal is ${goalText(objective.goal)} good over 30 days.`,
        runbook_url: `docs/runbooks/${objective.alert}.md`,
      },
    };
  });
}

const goalText = (goal: number): string => `${Number((goal * 100).toPrecision(6))}%`;
