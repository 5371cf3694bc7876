import { OBJECTIVES } from '../objectives.js';

/** Series by name, with their values as promtool reads them. */
export type Series = Record<string, string>;

/** How fast the budget of all objectives burns, one part after the other: 1 uses it up in 30 days. */
export type Burns = readonly { minutes: number; burn: number }[];

const REQUESTS_A_MINUTE = 600;
const GATEWAY = 'service="gateway",instance="g"';
const LISTS = `method="Recommend",transport="grpc",${GATEWAY}`;
const SERVICES = ['gateway', 'catalog', 'tagger', 'embedder', 'trainer', 'archiver'];
const WAITING = `consumer="embedder",group="embedder",${GATEWAY}`;
const IMPORTING = `consumer="tagger",group="tagger-backfill",${GATEWAY}`;
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
    ...Object.fromEntries(SERVICES.map((service) => [`stars_ready{job="stars",service="${service}"}`, always(1)])),
    ...Object.fromEntries(SERVICES.map((service) => [`up{job="stars",instance="${service}"}`, always(1)])),
    'process_start_time_seconds{job="stars",service="embedder",instance="e"}': always(-3600),
    [`stars_model_data_until_timestamp_seconds{tenant="default",${GATEWAY}}`]: clock,
    [`stars_gateway_connections_refused_total{transport="grpc",${GATEWAY}}`]: always(3),
    [`stars_gateway_degradations_total{code="STARS_UNKNOWN_USER",${GATEWAY}}`]: `0+300x${n}`,
    [`stars_gateway_degradations_total{code="STARS_SIMPLE_RANKING",${GATEWAY}}`]: `0+600x${n}`,
    [`stars_gateway_list_items_count{method="Recommend",${GATEWAY}}`]: `0+600x${n}`,
    [`stars_consumer_lag_messages{${WAITING},topic="interactions"}`]: always(20),
    [`stars_consumer_handled_until_timestamp_seconds{${WAITING}}`]: clock,
    [`stars_consumer_lag_messages{${IMPORTING},topic="catalog"}`]: `100000-1x${n}`,
    [`stars_consumer_handled_until_timestamp_seconds{${IMPORTING}}`]: always(0),
    [`stars_consumer_overtaken_soon_messages{${WAITING},topic="interactions"}`]: always(0),
    stars_archive_caught_up_timestamp_seconds: clock,
    stars_archive_oldest_erasure_seconds: always(3600),
    'stars_trainer_runs_total{outcome="trained"}': always(1),
    'stars_roll_outs_total{cause="training",outcome="served"}': always(1),
    'stars_statistics_complete{tenant="default"}': always(1),
    stars_text_endpoint_budget_used_ratio: always(0.5),
  };
}

/** Counters whose first message is an alert: alert and series, of a system that has counted some before. One more is counted. */
export const COUNTED_BEFORE: readonly { alert: string; series: string }[] = [
  {
    alert: 'StarsDeadLetters',
    series: 'stars_dead_letters_total{group="catalog",topic="catalog",code="STARS_INTERNAL"}',
  },
  { alert: 'StarsControlMessagesRefused', series: 'stars_control_messages_refused_total{topic="models"}' },
  { alert: 'StarsArchiveLostMessages', series: 'stars_archive_lost_messages_total{topic="interactions"}' },
  { alert: 'StarsRollOutRefused', series: 'stars_roll_outs_total{cause="training",outcome="refused"}' },
];
