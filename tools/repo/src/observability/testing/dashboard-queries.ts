import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DashboardQuery {
  expr: string;
  /** With labels as `{{label}}`. */
  legend: string;
}

interface DashboardFile {
  panels: { targets?: { expr: string; legendFormat: string }[] }[];
}

/** Every query of every dashboard below `root`, with an interval in place of Grafana's variable. */
export const readDashboardQueries = (root: string): DashboardQuery[] =>
  globSync('deploy/helm/stars/dashboards/*.json', { cwd: root })
    .sort()
    .flatMap((path) => (JSON.parse(readFileSync(join(root, path), 'utf8')) as DashboardFile).panels)
    .flatMap(({ targets = [] }) => targets)
    .map(({ expr, legendFormat }) => ({ expr: expr.replaceAll('$__rate_interval', '5m'), legend: legendFormat }));
