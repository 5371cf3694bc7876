import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { groupsOf } from '@stars/event-bus';
import { createMetrics, HealthRegistry, openOperations } from '@stars/platform';
import { imageOf } from '@stars/servers';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Rule, readRules } from '../observability/testing/rule-files.js';
import { readQuery, type Selector } from '../observability/testing/selectors.js';
import { SERVICES, storesOf } from './testing/chart-facts.js';
import { CHART, type Manifest, named, partOf, podOf, renderChart, renderedSet } from './testing/manifest.js';
import { operatorErrors } from './testing/schemas.js';
import { VALUE_SETS } from './testing/value-sets.js';

describe('the chart and the code', () => {
  it('asks for health and metrics where a service has them', async () => {
    const operations = { health: new HealthRegistry(), metrics: createMetrics('chart', { processMetrics: false }) };
    const server = await openOperations({ host: '127.0.0.1', port: 0, portSetting: '', ...operations });
    const gateway = podOf(await named('default', 'Deployment', 'gateway'))!.containers[0]!;
    const { startupProbe, livenessProbe, readinessProbe } = gateway;
    const statusOf = async (path: string) => (await fetch(`http://127.0.0.1:${server.port}${path}`)).status;
    try {
      const [endpoint] = (await named('metrics by the Prometheus operator', 'ServiceMonitor', 'monitoring')).spec
        .endpoints;
      expect(await statusOf(endpoint.path)).toBe(200);
      for (const probe of [startupProbe!, livenessProbe!, readinessProbe!]) {
        expect(await statusOf(probe.httpGet.path)).toBe(200);
      }
      operations.health.startDraining();
      expect(await statusOf(livenessProbe!.httpGet.path)).toBe(200);
      expect(await statusOf(readinessProbe!.httpGet.path)).toBe(503);
    } finally {
      await server.close();
    }
  });

  it.each(SERVICES)('lets %s reach the stores that it opens, and no others', async (service) => {
    const ports = { bus: 9092, profiles: 6379, catalog: 9200, vectors: 6333 } as Record<string, number>;
    const { egress } = (await named('default', 'NetworkPolicy', service)).spec as {
      egress: { ports: { port: number }[] }[];
    };
    const allowed = egress.flatMap((rule) => rule.ports.map(({ port }) => port));
    expect(allowed.sort()).toEqual(
      storesOf(service)
        .map((store) => ports[store])
        .sort(),
    );
  });

  it.each([...SERVICES, 'migration', 'tools'])('lets %s reach what else the values allow', async (part) => {
    const { egress } = (await named('callers and monitoring', 'NetworkPolicy', part)).spec as {
      egress: { ports: { port: number }[] }[];
    };
    expect(egress.flatMap((rule) => rule.ports.map(({ port }) => port))).toContain(443);
  });

  it.each([
    ['default', 'pre'],
    ['eck.enabled: true', 'post'],
    ['qdrantOperator.enabled: true', 'post'],
  ])('migrates the stores once before all else, or once they can be there: %s', async (set, when) => {
    const parts = (await renderedSet(set)).filter((manifest) => partOf(manifest) === 'migration');
    const hookOf = ({ metadata }: Manifest, of = '') => metadata.annotations![`helm.sh/hook${of}`];
    const [policy, job] = parts.toSorted((a, b) => Number(hookOf(a, '-weight')) - Number(hookOf(b, '-weight')));
    expect([policy!.kind, job!.kind, parts.length]).toEqual(['NetworkPolicy', 'Job', 2]);
    const hook = `${when}-install,${when}-upgrade,${when}-rollback`;
    expect([hookOf(policy!), hookOf(job!)]).toEqual([hook, hook]);
    const rules = policy!.spec.egress as { ports: { port: number }[] }[];
    const allowed = new Set(rules.flatMap(({ ports }) => ports.map(({ port }) => port)));
    expect(allowed).toEqual(new Set([53, 9092, 6379, 9200, 6333]));
    // `migrate-stores.integration.test.ts`: what it refuses ends it with 1.
    expect(job!.spec.podFailurePolicy.rules[0]).toEqual({
      action: 'FailJob',
      onExitCodes: { operator: 'In', values: [1] },
    });
  });

  it.each(SERVICES.filter((service) => service !== 'archiver'))(
    'lets %s reach the collector of traces once there is one',
    async (service) => {
      const portsOf = async (set: string): Promise<number[]> => {
        const { egress } = (await named(set, 'NetworkPolicy', service)).spec as {
          egress: { ports: { port: number }[] }[];
        };
        return egress.flatMap((rule) => rule.ports.map(({ port }) => port));
      };
      expect(await portsOf('default')).not.toContain(4318);
      expect(await portsOf('traces')).toContain(4318);
      const env = podOf(await named('traces', 'Deployment', service))!.containers[0]!.env!;
      const given = (name: string) => env.find((variable) => variable.name === name)?.value;
      expect(given('OTEL_TRACES_SAMPLER')).toBe(service === 'trainer' ? 'always_on' : 'traceidratio');
      expect(given('OTEL_EXPORTER_OTLP_HEADERS_FILE')).toBe('/secrets/OTEL_EXPORTER_OTLP_HEADERS');
    },
  );

  it('has no variables of Services in any pod', async () => {
    const pods = (await renderChart({})).map((manifest) => podOf(manifest)).filter((pod) => pod !== undefined);
    expect(pods.length).toBeGreaterThanOrEqual(SERVICES.length);
    expect(pods.filter(({ enableServiceLinks }) => enableServiceLinks !== false)).toEqual([]);
  });

  it('closes the network of all its pods, and of no store', async () => {
    const { podSelector, ingress } = (await named('default', 'NetworkPolicy', 'network')).spec;
    expect(podSelector.matchExpressions[0].values.sort()).toEqual([...SERVICES, 'migration', 'test', 'tools'].sort());
    expect(ingress).toBeUndefined();
  });

  it('scales by the lag of the groups that do the work, up to the partitions', async () => {
    const pairs = async (service: string) => {
      const { spec } = await named(`${service}.autoscaling.enabled: true`, 'ScaledObject', service);
      const triggers = spec.triggers as { metadata: Record<string, string> }[];
      return triggers.map(({ metadata }) => `${metadata['consumerGroup']} ${metadata['topic']}`).sort();
    };
    const all = (groups: ReturnType<typeof groupsOf>) =>
      groups.flatMap(({ group, topics }) => topics.map((topic) => `stars.${group} ${topic}`)).sort();
    expect(await pairs('embedder')).toEqual(all(groupsOf('embedder').slice(0, 1)));
    expect(await pairs('tagger')).toEqual(all(groupsOf('tagger')));
    expect((await named('more than partitions', 'ScaledObject', 'embedder')).spec.maxReplicaCount).toBe(8);
  });

  it('scales the gateway by a metric that it has', async () => {
    const { metrics } = (await named('requests in flight', 'HorizontalPodAutoscaler', 'gateway')).spec;
    const page = readFileSync(join(WORKSPACE, 'docs/reference/metrics.md'), 'utf8');
    expect(page).toContain(`\`${metrics[1].pods.metric.name}\` | gauge`);
  });

  it('runs the version of the sources, and programs that are there', async () => {
    const chart = parse(readFileSync(join(CHART, 'Chart.yaml'), 'utf8')) as { appVersion: string };
    const { version } = JSON.parse(readFileSync(join(WORKSPACE, 'package.json'), 'utf8')) as { version: string };
    expect(chart.appVersion).toBe(version);
    const [program] = podOf(await named('default', 'Job', 'migration'))!.containers[0]!.args!;
    expect(existsSync(join(WORKSPACE, program!.replace('/dist/', '/src/').replace(/\.js$/, '.ts')))).toBe(true);
    const versionOf = (server: 'elasticsearch' | 'qdrant') => imageOf(server).split(':').at(-1);
    expect((await named('eck.enabled: true', 'Elasticsearch', 'elasticsearch')).spec.version).toBe(
      versionOf('elasticsearch'),
    );
    expect((await named('qdrantOperator.enabled: true', 'QdrantCluster', 'qdrant')).spec.version).toBe(
      versionOf('qdrant'),
    );
  });

  it('trains once where a clock of Kubernetes says when', async () => {
    const cron = await named('the trainer by a clock of Kubernetes', 'CronJob', 'trainer');
    const names = podOf(cron)!.containers[0]!.env!.map(({ name }) => name);
    expect(names).toContain('STARS_TRAIN_SIZE');
    // docs/reference/configuration.md: without any reason to train, the trainer trains once and ends.
    expect(names.filter((name) => /^STARS_TRAIN_(EVERY|AT|DRIFT_(DIV|UNS))/.test(name))).toEqual([]);
  });

  it.each([
    [200, { items: [{ item_id: '1' }] }, 0],
    [200, { items: [] }, 1],
    [401, { code: 'STARS_UNAUTHENTICATED' }, 1],
  ])('takes an answer %d %j as the end %d of its test', async (status, answer, end) => {
    const server = createServer((_, response) => response.writeHead(status).end(JSON.stringify(answer)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const [program, ...parameters] = podOf(await named('default', 'Pod', 'test'))!.containers[0]!.command!;
    expect(program).toBe('node');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/recommend`;
    const child = spawn(process.execPath, parameters, { env: { URL_TO_ASK: url }, stdio: 'ignore' });
    expect(await once(child, 'exit')).toEqual([end, null]);
    server.close();
  });

  it('takes rule files as they are', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'stars-chart-'));
    try {
      cpSync(CHART, copy, { recursive: true });
      mkdirSync(join(copy, 'rules'), { recursive: true });
      const alert = { alert: 'Down', expr: 'up == 0', annotations: { summary: '{{ $labels.instance }} is down' } };
      const groups = [{ name: 'example', rules: [alert] }];
      writeFileSync(join(copy, 'rules/example.yaml'), stringify({ groups }));
      const manifests = await renderChart({ values: { 'prometheusRules.enabled': true } }, copy);
      const rules = manifests.filter(({ kind }) => kind === 'PrometheusRule');
      expect(rules).toHaveLength(globSync('rules/*.yaml', { cwd: copy }).length);
      const example = rules.find(({ metadata }) => metadata.name.endsWith('-example'))!;
      expect(example.spec.groups).toEqual(groups);
      expect(await operatorErrors(example)).toEqual([]);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  it.each([
    ['default', ['gateway', 'catalog', 'tagger', 'embedder', 'trainer'], 'archiver'],
    ['an archive', SERVICES, 'switched-off'],
    ['embedder.enabled: false', ['gateway', 'catalog', 'tagger', 'trainer'], 'archiver|embedder'],
    ['the trainer by a clock of Kubernetes', ['gateway', 'catalog', 'tagger', 'embedder'], 'archiver|trainer'],
  ])('watches the services that run, in its namespace: %s', async (set, services, off) => {
    const { values = {} } = VALUE_SETS[set]!;
    const rules = (await renderChart({ values: { ...values, 'prometheusRules.enabled': true } }))
      .filter(({ kind }) => kind === 'PrometheusRule')
      .flatMap(({ spec }) => (spec.groups as { rules: Rule[] }[]).flatMap((group) => group.rules));
    const read = (alert: string) =>
      rules.filter((rule) => rule.alert === alert).flatMap(({ expr }) => readQuery(expr).selectors);
    const valueIn = ({ labels }: Selector, name: string) => labels.find((label) => label.name === name)?.value;
    const expected = read('StarsServiceDown').filter((each) => valueIn(each, 'service') !== 'standalone');
    expect(expected.map((each) => valueIn(each, 'service')).sort()).toEqual([...services].sort());
    expect(new Set(expected.map((each) => valueIn(each, 'namespace')))).toEqual(new Set(['shops']));
    const lag = [...read('StarsConsumerBehind'), ...read('StarsConsumerNearRetentionLimit')];
    expect(lag.flatMap((each) => valueIn(each, 'consumer') ?? [])).toEqual([off, off]);
  });

  it('leads from each alert to its page', async () => {
    const runbooks = 'https://pages.example/stars/';
    const values = { 'prometheusRules.enabled': true, 'prometheusRules.runbooks': runbooks };
    const rules = (await renderChart({ values })).filter(({ kind }) => kind === 'PrometheusRule');
    const alerts = readRules(WORKSPACE).flatMap(({ alert }) => alert ?? []);
    const urls = JSON.stringify(rules).match(/(?<="runbook_url":")[^"]+/g);
    expect(urls?.sort()).toEqual(alerts.map((alert) => `${runbooks}${alert}.md`).sort());
  });

  it('gives only a trainer with a GPU the image for it', async () => {
    const trainerOf = async (set: string) => podOf(await named(set, 'Deployment', 'trainer'))!.containers[0]!;
    expect((await trainerOf('default')).image).toMatch(/^stars-trainer:/);
    const { image, resources } = await trainerOf('trainer.gpu.enabled: true');
    expect(image).toMatch(/^stars-trainer-gpu:/);
    expect(resources!.limits).toMatchObject({ 'nvidia.com/gpu': 1, memory: '6Gi' });
  });

  it('gives V8 its share of the memory, and temporary files the space of the data', async () => {
    const env = podOf(await named('1 million users', 'Deployment', 'gateway'))!.containers[0]!.env!;
    const setTo = (name: string) => env.find((each) => each.name === name)!.value;
    expect(setTo('NODE_OPTIONS')).toBe('--max-old-space-size=2048');
    expect(setTo('TMPDIR')).toBe(setTo('STARS_DATA'));
  });
});
