import { positiveNumber } from '@stars/cli';
import type { Command } from 'commander';

const STRENGTHS = [0, 0.1, 0.25, 0.5, 1];
const PLANTED = [0, 0.25, 0.5, 1];
const ERRORS = [0, 0.5, 1];
const SEEDS = [1, 2, 3];

/** `./stars lab fatigue`: what fatigue gains and costs where users tire, and where they do not. */
export function addFatigue(program: Command): void {
  program
    .command('fatigue')
    .description('serve made-up users who tire of what they saw, and see what each strength of fatigue gains and costs')
    .option('--users <n>', 'users of each world', positiveNumber, 600)
    .action(async ({ users }: { users: number }) => {
      const { simulateFatigue } = await import('../fatigue/simulate-fatigue.js');
      const lines = [
        '| planted | error of the model | strength | choices a list | change | fitted |',
        '| --- | --- | --- | --- | --- | --- |',
      ];
      for (const planted of PLANTED)
        for (const error of ERRORS) {
          const runs = SEEDS.map((seed) => simulateFatigue({ users, planted, error, seed }, STRENGTHS));
          STRENGTHS.forEach((strength, n) => {
            const changes = runs.map((run) => (100 * run[n]!.choices) / run[0]!.choices - 100);
            const fits = runs.map((run) => run[n]!.fit.strength?.value ?? Number.NaN);
            const cells = [planted, error, strength, mean(runs.map((run) => run[n]!.choices)).toFixed(4)];
            lines.push(`| ${[...cells, `${spread(changes, 1)}%`, spread(fits, 2)].join(' | ')} |`);
          });
        }
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values: readonly number[], digits: number): string =>
  `${mean(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;
