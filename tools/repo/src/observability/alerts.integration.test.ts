import { globSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../run-command.js';
import { promtoolFolder, testAlerts } from './testing/promtool.js';
import { burning, COUNTED_BEFORE, healthy } from './testing/provoked-series.js';
import { RULE_FILES, readRules } from './testing/rule-files.js';

const DAY = 1440;
/** Minutes between two values of series that go on for days. */
const STEP = 10;
const COUNTED = ['StarsAnswersFail', 'StarsAnswersSlow', 'StarsVectorsLate'];
const objectives = (severity: string, window: string): string[] =>
  COUNTED.map((alert) => `${alert} ${severity} ${window}`);
const severityOf = new Map(readRules(WORKSPACE).map(({ alert, labels }) => [alert, labels?.['severity']]));

/** Each pair of windows alone: how fast the budget burns from the start, and at which minute its alert fires before others do. */
const PAIRS = [
  { severity: 'page', window: '1h', burn: 20, minute: 6 },
  { severity: 'page', window: '6h', burn: 10, minute: 40 },
  { severity: 'ticket', window: '1d', burn: 4, minute: 100 },
  { severity: 'ticket', window: '3d', burn: 1.5, minute: 240 },
];

const promtool = await promtoolFolder();

describe.skipIf(promtool === undefined)('the alerts, in promtool', () => {
  const expectTested = async (...given: [tests: Parameters<typeof testAlerts>[1], step?: number]): Promise<void> => {
    const { status, output } = await testAlerts(promtool!, ...given);
    expect(output).toContain('SUCCESS');
    expect(status, output).toBe(0);
  };

  it('are rules that Prometheus takes', async () => {
    const check = ['check', 'rules', '--lint-fatal', ...globSync(RULE_FILES, { cwd: WORKSPACE })];
    const { status, output } = await runCommand(join(promtool!, 'promtool'), check, { cwd: WORKSPACE });
    expect(status, output).toBe(0);
  });

  it('are quiet on a healthy system', async () => {
    const quiet = [10, 60, 200, 360].map((minute) => ({ minute, alerts: [] }));
    await expectTested([{ name: 'six hours', series: healthy(360), firing: quiet }]);
    const days = [1, 2, 3, 4].map((day) => ({ minute: day * DAY, alerts: [] }));
    await expectTested([{ name: 'four days', series: healthy(4 * DAY, STEP), firing: days }], STEP);
  });

  it('fire for each pair of windows', async () => {
    await expectTested(
      PAIRS.map(({ severity, window, burn, minute }) => ({
        name: `${window} of an objective`,
        series: { ...healthy(300), ...burning([{ minutes: 300, burn }], 1) },
        firing: [{ minute, alerts: objectives(severity, window) }],
      })),
    );
  });

  it('see a slow burn after healthy days, and forget a short one', async () => {
    const slow = burning(
      [
        { minutes: 3 * DAY, burn: 0.2 },
        { minutes: DAY, burn: 4 },
      ],
      STEP,
    );
    const short = burning(
      [
        { minutes: 2 * DAY, burn: 0.2 },
        { minutes: 60, burn: 80 },
        { minutes: DAY, burn: 0.2 },
      ],
      STEP,
    );
    const tickets = [...objectives('ticket', '1d'), ...objectives('ticket', '3d')];
    await expectTested(
      [
        {
          name: 'slow',
          series: { ...healthy(4 * DAY, STEP), ...slow },
          firing: [{ minute: 4 * DAY, alerts: tickets }],
        },
        // A 3 day window still has it, but the last six hours were good.
        { name: 'short', series: { ...healthy(4 * DAY, STEP), ...short }, firing: [{ minute: 3 * DAY, alerts: [] }] },
      ],
      STEP,
    );
  });

  it('fire when the model becomes old', async () => {
    const model = 'stars_model_data_until_timestamp_seconds{tenant="default",service="gateway",instance="g"}';
    const [first, then] = ['StarsModelOld ticket 1d', 'StarsModelOld ticket 3d'];
    const firing = [
      { minute: 2 * DAY, alerts: [] },
      { minute: 2 * DAY + 180, alerts: [first] },
      { minute: 2 * DAY + 300, alerts: [first, then] },
    ];
    await expectTested(
      [{ name: 'old', series: { ...healthy(3 * DAY, STEP), [model]: `0+0x${(3 * DAY) / STEP}` }, firing }],
      STEP,
    );
  });

  it('fire for one more of what was counted before', async () => {
    await expectTested(
      COUNTED_BEFORE.map(({ alert, series }) => ({
        name: alert,
        series: { ...healthy(300), [series]: '3+0x145 4+0x150' },
        firing: [
          { minute: 140, alerts: [] },
          { minute: 150, alerts: [`${alert} ${severityOf.get(alert)}`] },
        ],
      })),
    );
  });
});
