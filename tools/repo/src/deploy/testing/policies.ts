import { type Container, type Manifest, type PodSpec, partOf, podOf } from './manifest.js';

/** Kinds of volumes that the level `restricted` of the Pod Security Standards lets in, without those that nobody needs here. */
const VOLUMES = new Set(['name', 'emptyDir', 'persistentVolumeClaim', 'projected', 'secret', 'configMap']);
const HOST = ['hostNetwork', 'hostPID', 'hostIPC'];
const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;

/** What an object does that no object of the chart may do: one line each. */
export function policyBreaches(manifest: Manifest): string[] {
  if (manifest.kind === 'Secret') return ['has secrets in itself, not by reference'];
  const pod = podOf(manifest);
  if (!pod) return [];
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  return [...podBreaches(pod), ...containers.flatMap(containerBreaches), ...lifeBreaches(manifest, pod)];
}

function podBreaches(pod: PodSpec): string[] {
  const { runAsNonRoot, runAsUser, seccompProfile } = (pod.securityContext ?? {}) as {
    runAsNonRoot?: boolean;
    runAsUser?: number;
    seccompProfile?: { type: string };
  };
  return [
    ...(runAsNonRoot === true && runAsUser !== 0 ? [] : ['may run as root']),
    ...(seccompProfile?.type === 'RuntimeDefault' ? [] : ['has no seccomp profile']),
    ...(pod.automountServiceAccountToken === false ? [] : ['mounts a token of the API server']),
    ...HOST.filter((name) => name in pod).map((name) => `uses the host: ${name}`),
    ...(pod.volumes ?? [])
      .flatMap((volume) => Object.keys(volume))
      .filter((name) => !VOLUMES.has(name))
      .map((name) => `has a volume of the kind ${name}`),
  ];
}

function containerBreaches({ image, securityContext = {}, resources = {}, ports = [] }: Container): string[] {
  const { allowPrivilegeEscalation, privileged, readOnlyRootFilesystem, capabilities, runAsUser, runAsNonRoot } =
    securityContext as Record<string, unknown> & { capabilities?: { drop?: string[]; add?: string[] } };
  const { limits = {}, requests = {} } = resources;
  return [
    ...(runAsUser === 0 || runAsNonRoot === false ? ['may run as root'] : []),
    ...(privileged ? ['is privileged'] : []),
    ...(allowPrivilegeEscalation === false ? [] : ['may gain privileges']),
    ...(readOnlyRootFilesystem === true ? [] : ['may write its root file system']),
    ...(capabilities?.drop?.includes('ALL') && !capabilities.add ? [] : ['has capabilities']),
    // A limit of CPU would make answers wait: docs/decisions/0024-one-chart-without-brokers.md.
    ...(limits['memory'] && limits['ephemeral-storage'] ? [] : ['has no limits of memory and storage']),
    ...(requests['cpu'] && requests['memory'] ? [] : ['requests no CPU and memory']),
    ...(/@sha256:|:(?!latest$)[\w.-]+$/.test(image) ? [] : [`has no version: ${image}`]),
    ...(ports.some(({ hostPort }) => hostPort) ? ['uses a port of the host'] : []),
  ];
}

/** A process has all three probes, and liveness asks for less than readiness; what ends has an end. */
function lifeBreaches(manifest: Manifest, pod: PodSpec): string[] {
  const endless = manifest.kind === 'Deployment' || pod.activeDeadlineSeconds ? [] : ['may run for ever'];
  if (['Job', 'Pod'].includes(manifest.kind) || partOf(manifest) === 'tools') return endless;
  return pod.containers.flatMap((container) => [
    ...endless,
    ...PROBES.filter((probe) => container[probe] === undefined).map((probe) => `has no ${probe}`),
    ...(container.livenessProbe?.httpGet.path === container.readinessProbe?.httpGet.path
      ? ['is restarted if it is not ready']
      : []),
  ]);
}
