import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { helmProgram, runProgram } from '@stars/servers';
import { parseAllDocuments } from 'yaml';
import { VALUE_SETS, type ValueSet } from './value-sets.js';

export const CHART = join(WORKSPACE, 'deploy/helm/stars');

export interface Probe {
  httpGet: { path: string; port: string };
  periodSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
}

export interface Container {
  name: string;
  image: string;
  args?: string[];
  command?: string[];
  env?: { name: string; value: string }[];
  ports?: { name: string; containerPort: number; hostPort?: number }[];
  resources?: Partial<Record<'limits' | 'requests', Record<string, string>>>;
  securityContext?: Record<string, unknown>;
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
}

export interface PodSpec {
  terminationGracePeriodSeconds: number;
  automountServiceAccountToken?: boolean;
  enableServiceLinks?: boolean;
  activeDeadlineSeconds?: number;
  securityContext?: Record<string, unknown>;
  containers: Container[];
  initContainers?: Container[];
  volumes?: Record<string, unknown>[];
}

/** An object of Kubernetes; what its `spec` has depends on the kind. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own, and the schemas check it.
  spec: any;
}

/** What the chart asks for, and only the files bring. */
const STORAGE = { 'models.claim.storageClassName': 'shared' };

/** A set of values as helm takes it. */
export function valueParameters({ files = [], values = {} }: ValueSet, chart = CHART): string[] {
  const all = { ...(files.length === 0 && STORAGE), ...values };
  const given = Object.entries(all).flatMap(([key, value]) => ['--set-json', `${key}=${JSON.stringify(value)}`]);
  return [...files.flatMap((file) => ['-f', join(chart, file)]), ...given];
}

/** What helm makes of the chart. Errors: `STARS_UNAVAILABLE` with what helm says. */
export async function renderChart(set: ValueSet, chart = CHART): Promise<Manifest[]> {
  const text = await runProgram(await helmProgram(), [
    'template',
    'shop',
    chart,
    '--namespace',
    'shops',
    ...valueParameters(set, chart),
  ]);
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}

const sets = new Map<string, Promise<Manifest[]>>();

/** What helm makes of a value set, by its name. */
export function renderedSet(name: string): Promise<Manifest[]> {
  const known = sets.get(name) ?? renderChart(VALUE_SETS[name]!);
  sets.set(name, known);
  return known;
}

/** The object of a kind that belongs to a part, where the chart is installed with a value set. */
export async function named(set: string, kind: string, part: string): Promise<Manifest> {
  return (await renderedSet(set)).find((manifest) => manifest.kind === kind && partOf(manifest) === part)!;
}

export const partOf = ({ metadata }: Manifest): string => metadata.labels['app.kubernetes.io/component']!;

/** The pod that an object runs, if it runs any. */
export function podOf({ kind, spec }: Manifest): PodSpec | undefined {
  if (kind === 'Pod') return spec;
  if (kind === 'Deployment') return spec.template.spec;
  const job = kind === 'CronJob' ? spec.jobTemplate.spec : kind === 'Job' ? spec : undefined;
  return job && { activeDeadlineSeconds: job.activeDeadlineSeconds, ...job.template.spec };
}
