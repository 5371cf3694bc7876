import { narrowed } from './selectors.js';

export interface Panel {
  title: string;
  /** Unit of Grafana: `s`, `percentunit`, `reqps`, `short`, … */
  unit: string;
  /** PromQL by legend. `[5m]` becomes the interval that fits the zoom. */
  queries: Record<string, string>;
  /** A line at this value, the bound of a goal. */
  bound?: number;
}

export interface Dashboard {
  uid: string;
  title: string;
  rows: { title: string; panels: readonly Panel[] }[];
}

const [WIDTH, HEIGHT, A_ROW] = [8, 8, 3];
const SOURCE = { type: 'prometheus', uid: '$datasource' };
const NAMESPACE = 'namespace=~"$namespace"';

/** A dashboard as Grafana imports it. */
export function dashboardJson({ uid, title, rows }: Dashboard): string {
  let [id, y] = [0, 0];
  const panels = rows.flatMap((row) => {
    const heading = {
      id: ++id,
      type: 'row',
      title: row.title,
      collapsed: false,
      gridPos: { h: 1, w: 24, x: 0, y: y++ },
    };
    const made = row.panels.map((panel, n) => {
      const place = { h: HEIGHT, w: WIDTH, x: (n % A_ROW) * WIDTH, y: y + Math.floor(n / A_ROW) * HEIGHT };
      return panelJson(panel, ++id, place);
    });
    y += Math.ceil(made.length / A_ROW) * HEIGHT;
    return [heading, ...made];
  });
  const dashboard = {
    ...{
      uid,
      title,
      tags: ['stars'],
      editable: true,
      schemaVersion: 39,
      refresh: '30s',
      time: { from: 'now-6h', to: 'now' },
    },
    templating: { list: VARIABLES },
    links: [
      { type: 'dashboards', tags: ['stars'], title: 'STARS', asDropdown: true, includeVars: true, keepTime: true },
    ],
    panels,
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

const VARIABLES = [
  { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' },
  {
    ...{ name: 'namespace', type: 'query', datasource: SOURCE, query: 'label_values(stars_ready, namespace)' },
    // Without Kubernetes, series have no namespace.
    ...{ includeAll: true, allValue: '.*', current: { text: 'All', value: '$__all' }, refresh: 2, label: 'Namespace' },
  },
];

function panelJson({ title, unit, queries, bound }: Panel, id: number, gridPos: object): object {
  const red = bound === undefined ? [] : [{ color: 'red', value: bound }];
  const custom = {
    fillOpacity: 5,
    showPoints: 'never',
    thresholdsStyle: { mode: bound === undefined ? 'off' : 'line' },
  };
  return {
    ...{ id, type: 'timeseries', title, gridPos, datasource: SOURCE },
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        custom,
        thresholds: { mode: 'absolute', steps: [{ color: 'green', value: null }, ...red] },
      },
      overrides: [],
    },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: Object.entries(queries).map(([legendFormat, query], n) => ({
      ...{ refId: String.fromCharCode(65 + n), datasource: SOURCE, legendFormat },
      expr: narrowed(query, NAMESPACE).replaceAll('[5m]', '[$__rate_interval]'),
    })),
  };
}
