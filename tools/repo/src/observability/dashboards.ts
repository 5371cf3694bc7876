import { type Dashboard, dashboardJson, type Panel } from './dashboard.js';
import { OBJECTIVES } from './objectives.js';

const DASHBOARDS_FOLDER = 'deploy/helm/stars/dashboards';

const rate = (metric: string, by: string): string => `sum by (${by}) (rate(${metric}[5m]))`;
const quantile = (share: number, metric: string, by = ''): string =>
  `histogram_quantile(${share}, sum by (le${by && `, ${by}`}) (rate(${metric}[5m])))`;

const counted = (title: string, metric: string, ...by: string[]): Panel => ({
  ...{ title, unit: 'short' },
  queries: { [by.map((label) => `{{${label}}}`).join(' ') || 'all']: rate(metric, by.join(', ')) },
});

const timed = (title: string, histogram: string, by: string): Panel => ({
  ...{ title, unit: 's' },
  queries: { [`{{${by}}}`]: quantile(0.99, histogram, by) },
});

const shown = (title: string, unit: string, legend: string, query: string, bound?: number): Panel => ({
  ...{ title, unit, queries: { [legend]: query } },
  ...(bound === undefined ? {} : { bound }),
});

const OVERVIEW: Dashboard = {
  uid: 'stars-overview',
  title: 'STARS: overview',
  rows: [
    {
      title: 'Goals: share that was bad',
      panels: OBJECTIVES.map(({ name, summary, goal }) => {
        const shortest = name === 'model_old' ? '2h' : '5m';
        const bound = Number((1 - goal).toPrecision(4));
        const query = `max by (namespace) (stars:${name}:ratio${shortest})`;
        return shown(`${summary} (${shortest})`, 'percentunit', '{{namespace}}', query, bound);
      }),
    },
    {
      title: 'Processes',
      panels: [
        shown('Ready', 'short', '{{service}}', 'sum by (service) (stars_ready)'),
        shown('Failed checks', 'short', '{{service}} {{check}}', 'count by (service, check) (stars_check_passed == 0)'),
        shown('CPU', 'short', '{{service}}', rate('process_cpu_seconds_total', 'service')),
        shown('Memory', 'bytes', '{{service}}', 'max by (service) (process_resident_memory_bytes)'),
        shown(
          'Delay of the event loop, p99',
          's',
          '{{service}}',
          'max by (service) (nodejs_eventloop_lag_p99_seconds)',
        ),
      ],
    },
  ],
};

const ANSWERS: Dashboard = {
  uid: 'stars-answers',
  title: 'STARS: answers',
  rows: [
    {
      title: 'Requests',
      panels: [
        shown('Requests a second', 'reqps', '{{method}}', rate('stars_gateway_requests_total', 'method')),
        shown('Errors a second', 'reqps', '{{code}}', rate('stars_gateway_requests_total{code!="OK"}', 'code')),
        timed('Time, p99', 'stars_gateway_request_seconds_bucket', 'method'),
        counted('Refused by limits a second', 'stars_gateway_limited_total', 'of', 'key'),
        counted('Refused connections a second', 'stars_gateway_connections_refused_total', 'transport'),
      ],
    },
    {
      title: 'Lists',
      panels: [
        timed('Time of each stage, p99', 'stars_gateway_stage_seconds_bucket', 'stage'),
        counted('Degradations a second', 'stars_gateway_degradations_total', 'code'),
        shown(
          'Items in a list, median',
          'short',
          '{{method}}',
          quantile(0.5, 'stars_gateway_list_items_bucket', 'method'),
        ),
        counted('Edits by a language model a second', 'stars_gateway_edits_total', 'outcome'),
        counted('Records of what was shown a second', 'stars_gateway_impressions_total', 'outcome'),
        counted('Signals above their limit a second', 'stars_gateway_offset_alarms_total', 'signal'),
      ],
    },
  ],
};

const EVENTS: Dashboard = {
  uid: 'stars-events',
  title: 'STARS: from an event to a vector',
  rows: [
    {
      title: 'Freshness',
      panels: [
        timed('Age of events at each stage, p99', 'stars_freshness_seconds_bucket{flow="interaction"}', 'stage'),
        timed(
          'Age of catalogue changes at each stage, p99',
          'stars_freshness_seconds_bucket{flow="catalogue"}',
          'stage',
        ),
        counted('Events a second', 'stars_gateway_events_total', 'type'),
      ],
    },
    {
      title: 'Consumers',
      panels: [
        shown(
          'Messages to handle',
          'short',
          '{{group}} {{topic}}',
          'max by (group, topic) (stars_consumer_lag_messages)',
        ),
        shown(
          'Messages that the bus drops soon',
          'short',
          '{{group}} {{topic}}',
          'max by (group, topic) (stars_consumer_overtaken_soon_messages)',
        ),
        counted('Failures a second', 'stars_consumer_failures_total', 'group', 'kind'),
        shown('Dead letters', 'short', '{{group}} {{code}}', 'sum by (group, code) (stars_dead_letters_total)'),
        counted('Refused control messages a second', 'stars_control_messages_refused_total', 'topic'),
      ],
    },
    {
      title: 'Work',
      panels: [
        counted('Embedder: messages a second', 'stars_embedder_messages_total', 'topic', 'outcome'),
        counted('Catalogue: changes a second', 'stars_catalog_changes_total', 'outcome'),
        counted('Tagger: changes a second', 'stars_tagger_changes_total', 'outcome'),
        timed('Tagger: time of a batch, p99', 'stars_tagger_batch_seconds_bucket', 'work'),
        shown('Language model: budget used', 'percentunit', 'used', 'max(stars_text_endpoint_budget_used_ratio)', 0.9),
        counted('Language model: requests a second', 'stars_text_endpoint_requests_total', 'outcome'),
      ],
    },
  ],
};

const MODELS: Dashboard = {
  uid: 'stars-models',
  title: 'STARS: models',
  rows: [
    {
      title: 'What answers',
      panels: [
        shown(
          'Age of what the model knows',
          's',
          '{{tenant}}',
          'time() - min by (tenant) (stars_model_data_until_timestamp_seconds)',
          172_800,
        ),
        shown('Processes by version', 'short', '{{use}} {{version}}', 'sum by (use, version) (stars_model_info)'),
        shown('Live statistics complete', 'short', '{{tenant}}', 'min by (tenant) (stars_statistics_complete)'),
        shown('Items with live statistics', 'short', '{{tenant}}', 'min by (tenant) (stars_statistics_items)'),
        counted('Facts a second', 'stars_statistics_facts_total', 'outcome'),
      ],
    },
    {
      title: 'Training and roll-out',
      panels: [
        shown('Trainings', 'short', '{{outcome}}', 'sum by (outcome) (stars_trainer_runs_total)'),
        shown('Progress of the training', 'percentunit', 'done', 'max(stars_trainer_progress_ratio)'),
        {
          ...{ title: 'Drift', unit: 'short' },
          queries: {
            'divergence, bits': 'max(stars_trainer_drift_divergence_bits)',
            'events on unseen items': 'max(stars_trainer_drift_unseen_ratio)',
          },
        },
        shown('Roll-outs', 'short', '{{cause}} {{outcome}}', 'sum by (cause, outcome) (stars_roll_outs_total)'),
        shown(
          'What gates measured',
          'short',
          '{{tenant}} {{gate}}',
          'max by (tenant, gate) (stars_roll_out_gate_value)',
        ),
        counted('Vectors made for a new version a second', 'stars_embedder_filled_total', 'stage'),
      ],
    },
  ],
};

const ARCHIVE: Dashboard = {
  uid: 'stars-archive',
  title: 'STARS: archive',
  rows: [
    {
      title: 'Archive',
      panels: [
        shown('Behind by', 's', 'behind', 'time() - max(stars_archive_caught_up_timestamp_seconds)', 7200),
        shown('Rows', 'short', '{{kind}}', 'max by (kind) (stars_archive_rows)'),
        shown('Size', 'bytes', '{{kind}}', 'max by (kind) (stars_archive_bytes)'),
        shown('Oldest erasure waits for', 's', 'oldest', 'max(stars_archive_oldest_erasure_seconds)', 518_400),
        counted('Failures a second', 'stars_archive_failures_total', 'service'),
        shown('Lost messages', 'short', '{{topic}}', 'sum by (topic) (stars_archive_lost_messages_total)'),
      ],
    },
  ],
};

/** Every dashboard by its path. */
export const dashboardFiles = (): [path: string, text: string][] =>
  [OVERVIEW, ANSWERS, EVENTS, MODELS, ARCHIVE].map((dashboard) => [
    `${DASHBOARDS_FOLDER}/${dashboard.uid}.json`,
    dashboardJson(dashboard),
  ]);
