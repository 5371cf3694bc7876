import { OBJECTIVES } from '../objectives.js';

/** Series by name, with their values as promtool reads them. */
export type Series = Record<string, string>;

/** How fast the budget of all objectives burns, one part after the other: 1 uses it up in 30 days. */
export type Burns = readonly { minutes: number; burn: number }[];

const REQUESTS_A_MINUTE = 600;
const GATEWAY = 'service="gateway",instance="g"';
const LISTS = `method="Recommend",transport="grpc",${GATEWAY}`;
const VECTORS = 'flow="interaction",stage="vector_stored",service="embedder",instance="e"';
const goalOf = (name: string): number => OBJECTIVES.find((objective) => objective.name === name)!.goal;

/** A counter that rises so much a minute, in steps of `step` minutes. */
function counter(parts: readonly { minutes: number; perMinute: number }[], step: number): string {
  let value = 0;
  const texts = parts.map(({ minutes, perMinute }) => {
    const [from, steps] = [value, minutes / step];
    value += perMinute * minutes;
    return `${from}+${perMinute * step}x${steps - 1}`;
  });
  return [...texts, value].join(' ');
}

/** The series of the objectives that count events. */
export function burning(burns: Burns, step: number): Series {
  const of = (share: (bad: number) => number, name: string): string => {
    const parts = burns.map(({ minutes, burn }) => ({
      ...{ minutes, perMinute: REQUESTS_A_MINUTE * share(burn * (1 - goalOf(name))) },
    }));
    return counter(parts, step);
  };
  const [good, all] = [(bad: number) => 1 - bad, () => 1];
  return {
    [`stars_gateway_requests_total{code="OK",${LISTS}}`]: of(good, 'answers_failed'),
    [`stars_gateway_requests_total{code="STARS_UNAVAILABLE",${LISTS}}`]: of((bad) => bad, 'answers_failed'),
    [`stars_gateway_request_seconds_bucket{le="0.25",${LISTS}}`]: of(good, 'answers_slow'),
    [`stars_gateway_request_seconds_count{${LISTS}}`]: of(all, 'answers_slow'),
    [`stars_freshness_seconds_bucket{le="10.0",${VECTORS}}`]: of(good, 'vectors_late'),
    [`stars_freshness_seconds_count{${VECTORS}}`]: of(all, 'vectors_late'),
  };
}

/** Everything that alerts read of a healthy system that runs for so many minutes, one value in `step` minutes. */
export function healthy(minutes: number, step = 1): Series {
  const n = minutes / step;
  const always = (value: number): string => `${value}+0x${n}`;
  const clock = `0+${step * 60}x${n}`;
  const checks = ['event-bus', 'profile-store', 'item-catalog', 'vector-index', 'answers'].map(
    (check) => [`stars_check_passed{check="${check}",${GATEWAY}}`, always(1)] as const,
  );
  return {
    ...burning([{ minutes, burn: 0.5 }], step),
    ...Object.fromEntries(checks),
    [`stars_ready{${GATEWAY}}`]: always(1),
    [`stars_model_data_until_timestamp_seconds{tenant="default",${GATEWAY}}`]: clock,
    [`stars_gateway_connections_refused_total{transport="grpc",${GATEWAY}}`]: always(3),
    [`stars_gateway_degradations_total{code="STARS_UNKNOWN_USER",${GATEWAY}}`]: `0+300x${n}`,
    [`stars_gateway_list_items_count{method="Recommend",${GATEWAY}}`]: `0+600x${n}`,
    'stars_consumer_lag_messages{group="embedder",topic="interactions"}': always(20),
    'stars_consumer_lag_messages{group="tagger-backfill",topic="catalog"}': `100000-1x${n}`,
    'stars_consumer_overtaken_soon_messages{group="embedder",topic="interactions"}': always(0),
    stars_archive_caught_up_timestamp_seconds: clock,
    stars_archive_oldest_erasure_seconds: always(3600),
    'stars_trainer_runs_total{outcome="trained"}': always(1),
    'stars_roll_outs_total{cause="training",outcome="served"}': always(1),
    'stars_statistics_complete{tenant="default"}': always(1),
    stars_text_endpoint_budget_used_ratio: always(0.5),
  };
}

/** What provokes each cause, at which minute it is looked at, and the alert. A series without a value is taken away. */
export const CAUSES: readonly { alert: string; at: number; series: Record<string, string | undefined> }[] = [
  { alert: 'StarsUnseen', at: 15, series: { [`stars_check_passed{check="answers",${GATEWAY}}`]: undefined } },
  { alert: 'StarsNotReady', at: 20, series: { 'stars_ready{service="embedder"}': '0+0x300' } },
  {
    alert: 'StarsStoreAway',
    at: 10,
    series: { [`stars_check_passed{check="profile-store",${GATEWAY}}`]: '0+0x300' },
  },
  {
    alert: 'StarsConnectionsRefused',
    at: 20,
    series: { [`stars_gateway_connections_refused_total{transport="http",${GATEWAY}}`]: '0+120x300' },
  },
  {
    alert: 'StarsAnswersDegraded',
    at: 25,
    series: { [`stars_gateway_degradations_total{code="STARS_UNAVAILABLE",${GATEWAY}}`]: '0+60x300' },
  },
  // The first ones of a process, and one more of a process that counted some before.
  ...firstAndNext(
    'StarsDeadLetters',
    'stars_dead_letters_total{group="catalog",topic="catalog",code="STARS_INTERNAL"}',
  ),
  ...firstAndNext('StarsControlMessagesRefused', 'stars_control_messages_refused_total{topic="models"}'),
  ...firstAndNext('StarsArchiveLostMessages', 'stars_archive_lost_messages_total{topic="interactions"}'),
  ...firstAndNext('StarsRollOutRefused', 'stars_roll_outs_total{cause="training",outcome="refused"}'),
  {
    alert: 'StarsConsumerBehind',
    at: 60,
    series: { 'stars_consumer_lag_messages{group="embedder",topic="interactions"}': '2000+10x300' },
  },
  {
    alert: 'StarsConsumerOvertakenSoon',
    at: 10,
    series: { 'stars_consumer_overtaken_soon_messages{group="embedder",topic="interactions"}': '5+0x300' },
  },
  { alert: 'StarsArchiveStuck', at: 160, series: { stars_archive_caught_up_timestamp_seconds: '0+0x300' } },
  { alert: 'StarsErasureLate', at: 40, series: { stars_archive_oldest_erasure_seconds: '520000+60x300' } },
  { alert: 'StarsTrainingFails', at: 60, series: { 'stars_trainer_runs_total{outcome="failed"}': '_x20 1 2 3+0x300' } },
  { alert: 'StarsStatisticsIncomplete', at: 130, series: { 'stars_statistics_complete{tenant="new"}': '0+0x300' } },
  { alert: 'StarsTextBudgetUsed', at: 10, series: { stars_text_endpoint_budget_used_ratio: '0.95+0x300' } },
];

function firstAndNext(alert: string, series: string) {
  return [
    { alert, at: 15, series: { [series]: '_x10 1+0x300' } },
    { alert, at: 150, series: { [series]: '3+0x145 4+0x150' } },
  ];
}
