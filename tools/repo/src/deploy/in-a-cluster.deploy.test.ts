import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCommand } from '../run-command.js';
import { SERVICES } from './testing/chart-facts.js';
import { CHART, named, partOf, podOf, renderChart, renderedSet } from './testing/manifest.js';

const PARTS = [...SERVICES, 'migration', 'tools', 'test'];
const LARGE = ['1 million users', '10 million users'];

/** Parts that may reach a port of anybody, in a value set. */
async function allowedTo(port: number, set: string): Promise<string[]> {
  const policies = (await renderedSet(set)).filter(({ kind }) => kind === 'NetworkPolicy');
  const reaches = ({ spec }: (typeof policies)[number]) =>
    JSON.stringify(spec.egress ?? []).includes(`{"port":${port},"protocol":"TCP"}`);
  return policies.filter(reaches).map(partOf).sort();
}

const gatewayOf = async (set: string) => podOf(await named(set, 'Deployment', 'gateway'))!.containers[0]!;

describe('in a cluster, the chart', () => {
  it.each(['gateway.autoscaling.enabled: true', ...LARGE])(
    'adds gateways before one has no time left: %s',
    async (set) => {
      const [{ resource }] = (await named(set, 'HorizontalPodAutoscaler', 'gateway')).spec.metrics;
      const { cpu } = (await gatewayOf(set)).resources!.requests!;
      const cores = cpu!.endsWith('m') ? Number.parseInt(cpu!, 10) / 1000 : Number(cpu);
      // One thread answers: docs/decisions/0013-the-answering-thread-does-not-wait.md.
      expect((resource.target.averageUtilization / 100) * cores).toBeLessThan(1);
    },
  );

  it('refuses what can never happen, or would be shut out', async () => {
    const refusals: [Record<string, unknown>, RegExp][] = [
      [{ 'gateway.autoscaling.enabled': true, 'gateway.resources.requests.cpu': '2' }, /would never add a pod/],
      [{ 'ingress.enabled': true }, /networkPolicies.callersFrom names nobody/],
      [{ 'serviceMonitor.enabled': true }, /networkPolicies.monitoringFrom names nobody/],
      [{ 'models.claim.storageClassName': '' }, /models.url.*models.claim.storageClassName/],
    ];
    for (const [values, said] of refusals) await expect(renderChart({ values })).rejects.toThrow(said);
  });

  it('lets those in that ingress and metrics are for', async () => {
    const from = async (set: string) => JSON.stringify((await named(set, 'NetworkPolicy', 'gateway')).spec.ingress);
    expect(await from('an ingress')).toContain('"kubernetes.io/metadata.name":"ingress"');
    expect(await from('metrics by the Prometheus operator')).toContain('"port":"operations"');
  });

  it.each([
    ['default', []],
    ['models in object storage', ['embedder', 'gateway', 'tools', 'trainer']],
    ['an archive', ['archiver', 'embedder', 'gateway', 'tools', 'trainer']],
    ['a language model and tokens', ['gateway', 'tagger']],
    ['1 million users', ['embedder', 'gateway', 'tools', 'trainer']],
    ['callers and monitoring', PARTS.filter((part) => part !== 'test').sort()],
  ])('opens the port 443 only to parts that are set to call it: %s', async (set, parts) => {
    expect(await allowedTo(443, set)).toEqual(parts);
  });

  it('has a name of all gateways for clients that balance by themselves', async () => {
    const services = (await renderedSet('default')).filter(({ kind }) => kind === 'Service');
    const headless = services.filter(({ spec }) => spec.clusterIP === 'None');
    expect(headless.map(({ metadata }) => metadata.name)).toEqual(['shop-stars-gateway-headless']);
    const { labels } = (await named('default', 'Deployment', 'gateway')).spec.template.metadata;
    expect(labels).toMatchObject(headless[0]!.spec.selector);
    const ports = (await gatewayOf('default')).ports!.map(({ name }) => name);
    expect(ports).toContain(headless[0]!.spec.ports[0].targetPort);
  });

  it('routes each protocol of the Gateway API to its port', async () => {
    for (const [kind, port] of [
      ['HTTPRoute', 'http'],
      ['GRPCRoute', 'grpc'],
    ] as const) {
      const { parentRefs, rules } = (await named('routes of the Gateway API', kind, 'gateway')).spec;
      expect(parentRefs[0].name).toBe('public');
      const [{ name, port: number }] = rules[0].backendRefs;
      const services = (await renderedSet('default')).filter(({ kind }) => kind === 'Service');
      const { ports } = services.find(({ metadata }) => metadata.name === name)!.spec;
      expect(ports.find((each: { port: number }) => each.port === number).name).toBe(port);
    }
    expect(await named('routes of the Gateway API', 'Ingress', 'gateway')).toBeUndefined();
  });

  it('pulls an image by its digest where there is one', async () => {
    const imageOf = async (part: string) =>
      podOf(await named('images by digest', 'Deployment', part))!.containers[0]!.image;
    const digest = `@sha256:${'0'.repeat(64)}`;
    expect(await imageOf('gateway')).toBe(`stars-gateway:0.1.0${digest}`);
    expect(await imageOf('trainer')).toBe(`stars-trainer-gpu:0.1.0${digest}`);
    expect(await imageOf('tagger')).toBe('stars-tagger:0.1.0');
    const short = { 'image.digests': { gateway: 'sha256:00' } };
    await expect(renderChart({ values: short })).rejects.toThrow(/digests/);
  });

  it.each(LARGE)('keeps the memory of a training only while it lasts: %s', async (set) => {
    expect(await named(set, 'Deployment', 'trainer')).toBeUndefined();
    const { spec } = await named(set, 'CronJob', 'trainer');
    expect(spec).toMatchObject({ concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 3600 });
    expect(spec.jobTemplate.spec.activeDeadlineSeconds).toBe(86_400);
  });

  it('has a pod with the commands of the runbooks, which reach what they ask', async () => {
    const pod = podOf(await named('1 million users', 'Deployment', 'tools'))!;
    const { image, env, command } = pod.containers[0]!;
    expect(image).toBe('stars-cli:0.1.0');
    expect(command!.join(' ')).toContain('trap exit TERM');
    expect(env!.find(({ name }) => name === 'STARS_MODELS')!.value).toBe('s3://stars/models');
    for (const port of [9092, 6379, 9200, 6333]) expect(await allowedTo(port, '1 million users')).toContain('tools');
    const claim = podOf(await named('tools.enabled: true', 'Deployment', 'tools'))!.containers[0]!.volumeMounts!;
    expect(claim.find(({ name }) => name === 'models')).toMatchObject({ mountPath: '/models', readOnly: false });
    expect(await named('default', 'Deployment', 'tools')).toBeUndefined();
  });

  it('names a program of the image of the commands as the runbooks do', async () => {
    const dockerfile = readFileSync(join(WORKSPACE, 'deploy/docker/Dockerfile'), 'utf8');
    const [, stage] = /^FROM \S+ AS cli\n(.*?)^FROM/ms.exec(dockerfile)!;
    expect(stage).toContain('\nCOPY deploy/docker/stars ./\n');
    const { status, output } = await runCommand(join(WORKSPACE, 'deploy/docker/stars'), ['--help'], { cwd: WORKSPACE });
    expect([status, output]).toEqual([0, expect.stringContaining('Usage: ./stars')]);
  });

  it.each([
    ['values-1m.yaml', 1],
    ['values-10m.yaml', 10],
  ])('asks the operator for a Redis that holds three models of all users: %s', async (file, millions) => {
    const objects = await renderChart({ files: [file], values: { 'redisOperator.enabled': true } });
    const { clusterSize } = objects.find(({ kind }) => kind === 'RedisCluster')!.spec;
    const [, megabytes] = /maxmemory (\d+)mb/.exec(JSON.stringify(objects))!;
    // docs/explanation/sizing-on-kubernetes.md: bytes of a user with three models.
    expect(clusterSize * Number(megabytes) * 2 ** 20).toBeGreaterThan(millions * 1e6 * 2177);
  });

  it('has room for labels, volumes and objects of others', async () => {
    const set = 'labels, volumes and objects of your own';
    const cron = await named(set, 'CronJob', 'trainer');
    const { labels } = cron.spec.jobTemplate.spec.template.metadata;
    expect(labels).toMatchObject({ 'azure.workload.identity/use': 'true', 'app.kubernetes.io/component': 'trainer' });
    const tagger = podOf(await named(set, 'Deployment', 'tagger'))!;
    expect(tagger.volumes).toContainEqual({ name: 'words', configMap: { name: 'shop-words' } });
    expect(tagger.containers[0]!.volumeMounts).toContainEqual({ name: 'words', mountPath: '/words' });
    expect((await named(set, 'ConfigMap', 'own')).metadata.name).toBe('shop-words');
  });

  it('brings the dashboards as they are', async () => {
    const map = await named('dashboards.enabled: true', 'ConfigMap', 'monitoring');
    expect(map.metadata.labels).toMatchObject({ grafana_dashboard: '1' });
    const files = globSync('dashboards/*.json', { cwd: CHART });
    expect(files.length).toBeGreaterThan(3);
    const { data } = map as unknown as { data: Record<string, string> };
    const read = files.map((file) => [file.slice('dashboards/'.length), readFileSync(join(CHART, file), 'utf8')]);
    expect(data).toEqual(Object.fromEntries(read));
  });

  it('bounds the memory of Redis, here and in compose', async () => {
    const map = (await named('redisOperator.enabled: true', 'ConfigMap', 'redis')) as unknown as { data: object };
    const { limits } = (await named('redisOperator.enabled: true', 'RedisCluster', 'redis')).spec.kubernetesConfig
      .resources;
    expect([Object.values(map.data)[0], limits.memory]).toEqual([expect.stringContaining('maxmemory 2867mb'), '4Gi']);
    const compose = parse(readFileSync(join(WORKSPACE, 'docker-compose.yml'), 'utf8'), { merge: true });
    const { command } = compose.services.redis;
    expect(command[command.indexOf('--maxmemory') + 1]).toBe('2gb');
  });
});
