import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { CONSUMER_GROUPS } from '@stars/event-bus';
import { describe, expect, it } from 'vitest';
import { OBJECTIVES } from './objectives.js';
import { readDashboardQueries } from './testing/dashboard-queries.js';
import { readRules } from './testing/rule-files.js';
import { readQuery } from './testing/selectors.js';

const rules = readRules(WORKSPACE);
const alerts = rules.filter(({ alert }) => alert !== undefined);

describe('the alerts', () => {
  it('have a page each, and no page is left over', () => {
    const pages = globSync('docs/runbooks/Stars*.md', { cwd: WORKSPACE }).map((path) => basename(path, '.md'));
    expect(pages.sort()).toEqual([...new Set(alerts.map(({ alert }) => alert!))].sort());
  });

  it('say how urgent they are, what happens, and where their page is', () => {
    for (const { alert, for: pending, labels, annotations } of alerts) {
      expect(pending, alert).toMatch(/^\d+[mh]$/);
      expect(['page', 'ticket'], alert).toContain(labels?.['severity']);
      expect(annotations, alert).toEqual({
        summary: expect.stringMatching(/^[A-Z].*[^.]$/),
        description: expect.stringMatching(/\.$/),
        runbook_url: `docs/runbooks/${alert}.md`,
      });
    }
  });

  it('lead to pages that answer four questions', () => {
    for (const { alert, annotations } of alerts) {
      const headings = readFileSync(join(WORKSPACE, annotations!['runbook_url']!), 'utf8').match(/^#+ .*/gm);
      expect(headings).toEqual([
        `# ${alert}`,
        ...['## What it means', '## What to look at', '## What to do', '## How to tell that it is over'],
      ]);
    }
  });

  it('lead to commands that are there where the reader is', () => {
    const reference = readFileSync(join(WORKSPACE, 'docs/reference/cli.md'), 'utf8');
    const verbs = new Set(reference.match(/(?<=^#+ )\.\/stars .*/gm));
    const there = [
      /^kubectl (-n \w+ )?(get|describe|logs|port-forward|scale|rollout restart|delete pod|top) /,
      /^(kafka-[a-z-]+\.sh --bootstrap-server KAFKA|redis-cli|curl|helm -n shop rollback stars)\b/,
    ];
    const services = new Set<string>([
      'gateway',
      'trainer',
      'archiver',
      ...CONSUMER_GROUPS.map((each) => each.service),
    ]);
    const groups = new Set(CONSUMER_GROUPS.map(({ group }) => group));
    for (const { alert, annotations } of alerts) {
      const text = readFileSync(join(WORKSPACE, annotations!['runbook_url']!), 'utf8');
      const namedIn = (form: RegExp): string[] => Array.from(text.matchAll(form), ([, name]) => name!);
      const commands = namedIn(/`((?:kubectl|kafka-|redis-cli|curl|helm) ?[^`]+)`/g);
      expect(commands, alert).not.toEqual([]);
      expect(commands.filter((command) => !there.some((form) => form.test(command)))).toEqual([]);
      const ours = namedIn(/`(\.\/stars(?: [a-z][a-z-]+)+)/g).filter((verb) => verb !== './stars up');
      expect(ours.filter((verb) => !verbs.has(verb))).toEqual([]);
      expect(ours.length === 0 || text.includes('#commands-of-the-pages'), alert).toBe(true);
      const parts = namedIn(/(?:deployment\/stars-|component=)(\w+)/g);
      expect(parts.filter((part) => !services.has(part))).toEqual([]);
      expect(namedIn(/--group stars\.([\w-]+)/g).filter((group) => !groups.has(group))).toEqual([]);
    }
  });

  it('are in the list of the how-to page, with the right severities', () => {
    const page = readFileSync(join(WORKSPACE, 'docs/how-to/watch-a-running-system.md'), 'utf8');
    const listed = [...page.matchAll(/^\| \[(Stars\w+)\]\(\S+\) +\| ([a-z, ]+?) +\|/gm)].map((row) => row.slice(1));
    const severities = Map.groupBy(alerts, ({ alert }) => alert!);
    const named = [...severities].map(([alert, of]) => [
      alert,
      [...new Set(of.map((rule) => rule.labels!['severity']))],
    ]);
    expect(listed.sort()).toEqual(named.map(([alert, all]) => [alert, (all as string[]).join(', ')]).sort());
  });
});

describe('pages and rules', () => {
  const referenceOf = (page: string): string => readFileSync(join(WORKSPACE, 'docs/reference', page), 'utf8');

  it('name metrics that are in the reference', () => {
    const known = new Set(referenceOf('metrics.md').match(/stars_\w+/g));
    const pages = ['docs/how-to/watch-a-running-system.md', ...globSync('docs/runbooks/*.md', { cwd: WORKSPACE })];
    const named = pages.flatMap((page) => readFileSync(join(WORKSPACE, page), 'utf8').match(/\bstars_\w+/g) ?? []);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !known.has(name) && !known.has(name.replace(/_(bucket|count|sum)$/, '')))).toEqual(
      [],
    );
  });

  it('name codes that there are', () => {
    const known = new Set(`${referenceOf('errors.md')}${referenceOf('answer.md')}`.match(/STARS_\w+/g));
    const named = rules.flatMap(({ expr }) => expr.match(/STARS_\w+/g) ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((code) => !known.has(code))).toEqual([]);
  });
});

describe('dashboards', () => {
  it('read of the chosen namespaces alone', () => {
    const queries = readDashboardQueries(WORKSPACE);
    expect(queries.length).toBeGreaterThan(50);
    for (const { expr } of queries) {
      for (const { metric, labels } of readQuery(expr).selectors) {
        expect(labels, `${metric} in ${expr}`).toContainEqual({
          name: 'namespace',
          operator: '=~',
          value: '$namespace',
        });
      }
    }
  });

  it('show each goal with its bound', () => {
    const path = join(WORKSPACE, 'deploy/helm/stars/dashboards/stars-overview.json');
    const { panels } = JSON.parse(readFileSync(path, 'utf8')) as { panels: GoalPanel[] };
    for (const { name, summary, goal } of OBJECTIVES) {
      const panel = panels.find(({ title }) => title.startsWith(summary));
      expect(panel?.targets?.[0]?.expr, name).toContain(`stars:${name}:ratio`);
      expect(panel?.fieldConfig?.defaults.thresholds.steps.at(-1)?.value, name).toBeCloseTo(1 - goal, 6);
    }
  });
});

interface GoalPanel {
  title: string;
  targets?: { expr: string }[];
  fieldConfig?: { defaults: { thresholds: { steps: { value: number | null }[] } } };
}

describe('readQuery', () => {
  it('finds metrics, labels and groups', () => {
    const query = 'sum by (a) (rate(x_total{code=~"1|2",b!=""}[5m])) / on (c) group_left (d) (y offset 1h) > bool 3';
    expect(readQuery(query)).toEqual({
      selectors: [
        {
          metric: 'x_total',
          labels: [
            { name: 'code', operator: '=~', value: '1|2' },
            { name: 'b', operator: '!=', value: '' },
          ],
        },
        { metric: 'y', labels: [] },
      ],
      grouping: ['a', 'c', 'd'],
    });
  });

  it('refuses what is no PromQL', () => {
    expect(() => readQuery('sum by (a) (x')).toThrow(SyntaxError);
    expect(() => readQuery('rate(x[5m]) >')).toThrow('not PromQL');
  });
});
