import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '@stars/platform';
import { helmProgram, type KubeApiserver, kubectlProgram, runProgram, startKubeApiserver } from '@stars/servers';
import { runCommand } from '../../run-command.js';
import { type Manifest, partOf } from './manifest.js';
import { isOfOperator } from './schemas.js';

const NAMESPACE = 'shops';
/** Between two looks for Jobs. */
const LOOK_MS = 500;
const POLICY = 'pod-security.kubernetes.io';

/** A cluster with one namespace. Without a node, somebody ends Jobs that nothing runs. */
export class TestCluster {
  /** Of each Job that has run, the Deployments that were there then. */
  readonly besideJobs: string[][] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'stars-cluster-'));
  readonly #stop = new AbortController();
  #jobs: Promise<void> = Promise.resolve();

  private constructor(private readonly server: KubeApiserver) {}

  /** @param node Default: an API server alone. */
  static async start(node?: KubeApiserver): Promise<TestCluster> {
    const cluster = new TestCluster(node ?? (await startKubeApiserver()));
    await cluster.kubectl('create', 'namespace', NAMESPACE);
    const labels = [`${POLICY}/enforce=restricted`, `${POLICY}/warn=restricted`];
    await cluster.kubectl('label', 'namespace', NAMESPACE, ...labels);
    if (!node) cluster.#jobs = cluster.#endJobs();
    return cluster;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#jobs;
    await this.server.stop();
    rmSync(this.#folder, { recursive: true });
  }

  /** What helm says, warnings of the API server included. */
  async helm(parameters: readonly string[], timeout = '2m'): Promise<string> {
    const all = [...parameters, '--namespace', NAMESPACE, '--timeout', timeout];
    const { status, output } = await runCommand(await helmProgram(), all, {
      cwd: this.#folder,
      env: this.#environment,
    });
    if (status !== 0) throw new Error(output);
    return output;
  }

  /** Defines the kinds of operators that these objects have, with any fields. */
  async define(manifests: readonly Manifest[]): Promise<void> {
    const kinds = new Map(manifests.filter(isOfOperator).map((manifest) => [manifest.kind, manifest.apiVersion]));
    const definitions = [...kinds].map(([kind, apiVersion]) => definitionOf(kind, apiVersion));
    const path = join(this.#folder, 'definitions.json');
    writeFileSync(path, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: definitions }));
    await this.kubectl('apply', '-f', path);
    const all = ['customresourcedefinitions', '--all', '--for=condition=Established', '--timeout=120s'];
    await this.kubectl('wait', ...all);
  }

  /** Everything of the release, of any kind: `KIND NAME (PART)`, in order. */
  async objects(): Promise<string[]> {
    const kinds = await this.kubectl('api-resources', '--namespaced', '--verbs=list', '-o', 'name');
    const asked = kinds.trim().split('\n').join(',');
    const own = ['-l', 'app.kubernetes.io/name=stars', '-o', 'json'];
    const { items } = JSON.parse(await this.kubectl('get', asked, ...own)) as { items: Manifest[] };
    return items.map((item) => `${item.kind} ${item.metadata.name} (${partOf(item)})`).sort();
  }

  get #environment(): NodeJS.ProcessEnv {
    const { kubeconfig: KUBECONFIG } = this.server;
    return { ...process.env, KUBECONFIG, HELM_CACHE_HOME: this.#folder, HELM_CONFIG_HOME: this.#folder };
  }

  /** In its namespace. */
  async kubectl(...parameters: string[]): Promise<string> {
    const all = ['--cache-dir', this.#folder, '--namespace', NAMESPACE, ...parameters];
    return runProgram(await kubectlProgram(), all, { env: this.#environment });
  }

  async #endJobs(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const { items } = JSON.parse(await this.kubectl('get', 'jobs', '-o', 'json')) as {
        items: (Manifest & { status?: { succeeded?: number } })[];
      };
      for (const { metadata } of items.filter(({ status }) => !status?.succeeded)) {
        const deployments = await this.kubectl('get', 'deployments', '-o', 'name');
        this.besideJobs.push(deployments.split('\n').filter((name) => name !== ''));
        const change = ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status: endedStatus() })];
        // helm may have removed it.
        await this.kubectl('patch', 'job', metadata.name, ...change).catch(() => undefined);
      }
      await pause(LOOK_MS, this.#stop.signal);
    }
  }
}

/** As the controller of Jobs says it. */
function endedStatus(): unknown {
  const time = new Date().toISOString().replace(/\.\d+/, '');
  const is = (type: string) => ({ type, status: 'True', lastProbeTime: time, lastTransitionTime: time });
  return {
    ...{ startTime: time, completionTime: time, succeeded: 1 },
    conditions: [is('SuccessCriteriaMet'), is('Complete')],
  };
}

function definitionOf(kind: string, apiVersion: string): unknown {
  const [group, version] = apiVersion.split('/') as [string, string];
  const plural = `${kind.toLowerCase()}s`;
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    metadata: { name: `${plural}.${group}` },
    spec: {
      ...{ group, scope: 'Namespaced', names: { kind, plural, singular: kind.toLowerCase() } },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}
