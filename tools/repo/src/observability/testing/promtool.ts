import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { stringify } from 'yaml';
import { ensureGoTool, findGoTool } from '../../checks/testing/go-tool.js';
import { runCommand } from '../../run-command.js';
import type { Series } from './provoked-series.js';
import { RULE_FILES } from './rule-files.js';

/** Series, and which alerts fire at some minutes: `alert severity`, and the window of those that have one. */
export interface AlertTest {
  name: string;
  /** Seconds since 1970 of the first value. */
  start?: number;
  series: Series;
  firing: readonly { minute: number; alerts: readonly string[] }[];
}

/** Where promtool is. `./stars test --all` builds it if it is missing, which takes minutes; other runs do without. */
export async function promtoolFolder(): Promise<string | undefined> {
  if (process.env['STARS_TEST_ALL'] === undefined) return findGoTool('promtool');
  const tool = await ensureGoTool('promtool');
  if ('missing' in tool) throw new Error(tool.missing);
  return tool.folder;
}

const FIRING = 'group by (alertname, severity, window) (ALERTS{alertstate="firing"})';

function sampleOf(alert: string) {
  const [alertname, severity, window] = alert.split(' ');
  const inWindow = window === undefined ? '' : `, window="${window}"`;
  return { labels: `{alertname="${alertname}", severity="${severity}"${inWindow}}`, value: 1 };
}

/**
 * What `promtool test rules` says of the rules: exactly these alerts fire, and no others.
 * @param promtool Its folder.
 * @param step Minutes between two values of a series, and between two looks at the rules.
 */
export async function testAlerts(promtool: string, tests: readonly AlertTest[], step = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'stars-alerts-'));
  try {
    const groups = tests.map(({ name, start = 0, series, firing }) => ({
      name,
      interval: `${step}m`,
      start_timestamp: start,
      input_series: Object.entries(series).map(([id, values]) => ({ series: id, values })),
      promql_expr_test: firing.map(({ minute, alerts }) => ({
        ...{ expr: FIRING, eval_time: `${minute}m`, exp_samples: alerts.map(sampleOf) },
      })),
    }));
    const file = join(folder, 'tests.yaml');
    writeFileSync(
      file,
      stringify({ rule_files: [join(WORKSPACE, RULE_FILES)], evaluation_interval: `${step}m`, tests: groups }),
    );
    return await runCommand(join(promtool, 'promtool'), ['test', 'rules', file], { cwd: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
