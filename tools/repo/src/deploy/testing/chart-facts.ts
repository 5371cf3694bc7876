import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { CLOSING_MS, parseConfig, secretKind } from '@stars/platform';
import { archiverEnvironment } from '@stars/service-archiver';
import { catalogEnvironment } from '@stars/service-catalog';
import { embedderEnvironment } from '@stars/service-embedder';
import { gatewayEnvironment } from '@stars/service-gateway';
import { standaloneEnvironment } from '@stars/service-standalone';
import { taggerEnvironment } from '@stars/service-tagger';
import { trainerEnvironment } from '@stars/service-trainer';
import { stackEnvironment } from '@stars/stack';
import { z } from 'zod';
import { READERS } from '../../reference/configuration-page.js';
import { type Container, type Manifest, partOf, podOf } from './manifest.js';

/** What the processes read, by the part of the chart that runs them. */
const ENVIRONMENTS: Readonly<Record<string, z.ZodObject>> = {
  gateway: gatewayEnvironment,
  catalog: catalogEnvironment,
  tagger: taggerEnvironment,
  embedder: embedderEnvironment,
  trainer: trainerEnvironment,
  archiver: archiverEnvironment,
  migration: z.object(stackEnvironment),
  tools: standaloneEnvironment,
};
export const SERVICES = Object.keys(ENVIRONMENTS).filter((part) => !['migration', 'tools'].includes(part));

/** Of Node, not of STARS. */
const OTHERS = ['NODE_OPTIONS', 'TMPDIR'];
/** What stands for the content of a secret that is in the cluster. */
const SECRET = 'https://user:a-secret-of-the-cluster@store:1';

/** What a pod of the chart says that the process in it does not do: one line each. */
export function untruths(manifest: Manifest): string[] {
  const pod = podOf(manifest);
  const part = partOf(manifest);
  const environment = ENVIRONMENTS[part];
  if (!pod || !environment) return [];
  const [container] = pod.containers;
  const env = Object.fromEntries((container!.env ?? []).map(({ name, value }) => [name, String(value)]));
  const unread = Object.keys(env).filter((name) => !OTHERS.includes(name) && !settingOf(part, name));
  const config = readConfig(environment, part, env);
  if (typeof config === 'string') return [...unread.map((name) => `${part} does not read ${name}`), config];
  const drainSeconds = Number(config['STARS_DRAIN_SECONDS'] ?? 0);
  return [
    ...unread.map((name) => `${part} does not read ${name}`),
    ...portUntruths(part, container!, config),
    // Each part of a process may take its time; only then may it be killed.
    ...(pod.terminationGracePeriodSeconds > drainSeconds + CLOSING_MS / 1000
      ? []
      : [`is killed ${pod.terminationGracePeriodSeconds} s after SIGTERM, before it has drained and closed`]),
  ];
}

/** The setting that a variable is or names the file of. */
function settingOf(part: string, name: string): { name: string; isFile: boolean } | undefined {
  const shape = READERS[{ migration: 'catalog', tools: './stars' }[part] ?? part]!;
  if (name in shape) return { name, isFile: false };
  const setting = name.replace(/_FILE$/, '');
  return setting !== name && secretKind(shape[setting]) ? { name: setting, isFile: true } : undefined;
}

function readConfig(environment: z.ZodObject, part: string, env: Record<string, string>) {
  const given = Object.entries(env).flatMap(([name, value]) => {
    const setting = settingOf(part, name);
    return setting ? [[setting.name, setting.isFile ? SECRET : value] as const] : [];
  });
  try {
    return parseConfig(environment, Object.fromEntries(given)) as Record<string, unknown>;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Ports that no setting of the process names; probes of another one than that of health. */
function portUntruths(part: string, container: Container, config: Record<string, unknown>): string[] {
  const { ports = [], startupProbe, livenessProbe, readinessProbe } = container;
  const ofSetting = (setting: string) => Number(config[setting]);
  const health = part === 'gateway' ? 'STARS_GATEWAY_OPERATIONS_PORT' : `STARS_${part.toUpperCase()}_PORT`;
  const opened: Record<string, number> = {
    operations: ofSetting(health),
    ...(part === 'gateway' && {
      http: ofSetting('STARS_GATEWAY_HTTP_PORT'),
      grpc: ofSetting('STARS_GATEWAY_GRPC_PORT'),
    }),
  };
  const probes = [startupProbe, livenessProbe, readinessProbe].filter((probe) => probe !== undefined);
  return [
    ...ports
      .filter(({ name, containerPort }) => opened[name] !== containerPort)
      .map(({ name, containerPort }) => `${part} does not listen on ${containerPort} for ${name}`),
    ...probes
      .filter(({ httpGet: { port } }) => port !== 'operations' || !ports.some(({ name }) => name === port))
      .map(({ httpGet: { port } }) => `${part} has no health at the port ${port}`),
    ...(config['STARS_HOST'] === undefined || config['STARS_HOST'] === '0.0.0.0'
      ? []
      : [`${part} listens to itself only`]),
  ];
}

/** The stores that a service opens. */
export function storesOf(service: string): string[] {
  const source = readFileSync(join(WORKSPACE, `services/${service}/src/main.ts`), 'utf8');
  return [.../uses: \[(.*?)\]/.exec(source)![1]!.matchAll(/'(\w+)'/g)].map(([, name]) => name!);
}
