import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { type KubeApiserver, kubernetesParts, startKubeApiserver } from './kube-apiserver.js';
import { runProgram } from './run-program.js';
import type { KubeNodePart, RunningServer } from './running-server.js';
import { ServerProcess } from './server-process.js';

/** A bridge of this machine for the pods, and its address: there they find what listens on 127.0.0.1. */
const BRIDGE = 'stars0';
const HOST = '10.244.0.1';
const PODS = '10.244.0.0/24';
/** Ends in `containerd`'s log. */
const BOOTED = 'containerd successfully booted';
/** Where Debian has plugins of networks. */
const PLUGINS = '/usr/lib/cni';
const PROGRAMS = ['containerd', 'runc', 'ctr', 'buildah', 'podman', 'iptables', 'ip'];

/** A cluster of one node on this machine. */
export interface KubeNode extends KubeApiserver {
  /** The address of this machine for pods. */
  readonly host: string;
  /** A folder on the node. */
  readonly folder: string;
  /** Gives the node images that podman has. */
  load(images: readonly string[]): Promise<void>;
}

/** What is missing to start a node here, in words. */
export function kubeNodeProblem(): string | undefined {
  if (process.getuid?.() !== 0) return 'it needs root';
  const missing = PROGRAMS.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  if (!existsSync(join(PLUGINS, 'bridge'))) missing.push('plugins of networks');
  if (missing.length === 0) return undefined;
  return `no ${missing.join(', ')} (apt-get install containerd runc containernetworking-plugins buildah podman iptables mmdebstrap)`;
}

/**
 * API server, controllers, scheduler, kubelet and kube-proxy of Kubernetes 1.36 with Debian's containerd, runc and plugins of networks.
 * There is no DNS, and network policies mean nothing. Errors: `STARS_UNAVAILABLE`.
 * @param image Any image of podman that has `sleep`: it holds the networks of pods.
 */
export async function startKubeNode(image: string): Promise<KubeNode> {
  const folder = mkdtempSync(join(tmpdir(), 'stars-node-'));
  const restoreKernel = await keepKernel();
  const api = await startKubeApiserver();
  const parts: RunningServer[] = [];
  const socket = join(folder, 'containerd.sock');
  const ctr = (...parameters: string[]) => runProgram('ctr', ['--address', socket, '-n', 'k8s.io', ...parameters]);
  const stop = async (): Promise<void> => {
    for (const part of parts.splice(1).reverse()) await part.stop();
    await removeContainers(ctr);
    for (const part of parts) await part.stop();
    await api.stop();
    await removeRules();
    await network('delete');
    await restoreKernel();
    spawnSync('sh', ['-c', `grep -o '${folder}[^ ]*' /proc/mounts | sort -r | xargs -r umount`]);
    rmSync(folder, { recursive: true, force: true });
  };
  const start = async (name: KubeNodePart, program: string, parameters: (port: number) => string[], ready?: string) => {
    const place = { folder: join(folder, name), temporary: false };
    mkdirSync(place.folder);
    const port = await freePort();
    const run = { name, url: `127.0.0.1:${port}`, port, program, parameters: parameters(port) };
    const isReady = async (log: string) => log.includes(ready ?? '');
    parts.push(await ServerProcess.start({ ...run, isReady }, {}, place));
  };
  try {
    await network('add');
    writeFileSync(join(folder, 'containerd.toml'), containerdSettings(folder));
    mkdirSync(join(folder, 'cni'));
    writeFileSync(join(folder, 'cni/10-stars.conflist'), JSON.stringify(plugins(folder)));
    await start('containerd', 'containerd', () => ['--config', join(folder, 'containerd.toml')], BOOTED);
    const program = await kubernetesParts();
    const admin = [`--kubeconfig=${api.kubeconfig}`];
    const local = ['--bind-address=127.0.0.1', '--leader-elect=false'];
    await start('kube-controller-manager', program, (port) => [
      ...['kube-controller-manager', ...admin, ...local, `--secure-port=${port}`],
      `--service-account-private-key-file=${api.signingKey}`,
    ]);
    await start('kube-scheduler', program, (port) => ['kube-scheduler', ...admin, ...local, `--secure-port=${port}`]);
    const metrics = await freePort();
    await start('kube-proxy', program, (port) => [
      ...['kube-proxy', ...admin, '--hostname-override=node', `--cluster-cidr=${PODS}`, '--proxy-mode=iptables'],
      ...[`--healthz-bind-address=127.0.0.1:${port}`, `--metrics-bind-address=127.0.0.1:${metrics}`, ...LEAVES_KERNEL],
    ]);
    await start('kubelet', program, (port) => {
      writeFileSync(join(folder, 'kubelet.json'), JSON.stringify(kubeletSettings(socket, port)));
      const own = [`--root-dir=${join(folder, 'pods')}`, `--cert-dir=${join(folder, 'kubelet')}`];
      return ['kubelet', ...admin, `--config=${join(folder, 'kubelet.json')}`, '--hostname-override=node', ...own];
    });
    const load = async (images: readonly string[]): Promise<void> => {
      const archive = join(folder, 'images.tar');
      await runProgram('podman', ['save', '--quiet', '--multi-image-archive', '--output', archive, ...images]);
      await ctr('images', 'import', archive);
      rmSync(archive);
    };
    await makePause(image);
    await load([PAUSE]);
    return { ...api, folder, host: HOST, load, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const plugins = (folder: string): unknown => ({
  ...{ cniVersion: '0.4.0', name: 'stars' },
  plugins: [
    {
      ...{ type: 'bridge', bridge: BRIDGE, isGateway: true, ipMasq: true, hairpinMode: true },
      ipam: {
        ...{ type: 'host-local', ranges: [[{ subnet: PODS }]], routes: [{ dst: '0.0.0.0/0' }] },
        dataDir: join(folder, 'addresses'),
      },
    },
    { type: 'loopback' },
  ],
});

const containerdSettings = (folder: string): string => `version = 2
root = "${folder}/containerd-root"
state = "${folder}/containerd-state"
[grpc]
address = "${folder}/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${PAUSE}"
restrict_oom_score_adj = true
disable_apparmor = true
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "${PLUGINS}"
conf_dir = "${folder}/cni"
`;

const kubeletSettings = (socket: string, port: number): unknown => ({
  ...{ apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration' },
  ...{ containerRuntimeEndpoint: `unix://${socket}`, cgroupDriver: 'cgroupfs', failCgroupV1: false, failSwapOn: false },
  authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
  authorization: { mode: 'AlwaysAllow' },
  // Of disks it knows nothing here: so values without requests of `ephemeral-storage` only.
  ...{ localStorageCapacityIsolation: false, enforceNodeAllocatable: [], makeIPTablesUtilChains: false },
  ...{ address: '127.0.0.1', port, healthzPort: 0, evictionHard: { 'memory.available': '100Mi' } },
});

const PAUSE = 'localhost/stars-pause:1';

async function makePause(image: string): Promise<void> {
  const made = await runProgram('buildah', ['from', image]);
  await runProgram('buildah', ['config', '--entrypoint', '["/usr/bin/sleep"]', '--cmd', 'infinity', made.trim()]);
  await runProgram('buildah', ['commit', '--quiet', '--rm', made.trim(), PAUSE]);
}

/** So kube-proxy sets nothing in the kernel, where it would leave it. */
const LEAVES_KERNEL = [
  ...['--iptables-localhost-nodeports=false', '--conntrack-max-per-core=0', '--conntrack-min=0'],
  ...['--conntrack-tcp-timeout-established=0s', '--conntrack-tcp-timeout-close-wait=0s'],
];

/** Removes what kube-proxy made. It leaves one chain itself, for a kubelet that uses it. */
async function removeRules(): Promise<void> {
  spawnSync(await kubernetesParts(), ['kube-proxy', '--cleanup']);
  const rest = ['-D INPUT -j', '-D OUTPUT -j', '-F', '-X'].map((change) => `$one ${change} KUBE-FIREWALL`).join('; ');
  spawnSync('sh', ['-c', `for one in iptables ip6tables; do ${rest}; done`]);
}

/** What kubelet and plugins of networks set for the whole machine. */
const SET_IN_KERNEL = [
  ...['vm.overcommit_memory', 'vm.panic_on_oom', 'kernel.panic', 'kernel.panic_on_oops', 'net.ipv4.ip_forward'],
  ...['kernel.keys.root_maxkeys', 'kernel.keys.root_maxbytes'],
];

/** Returns what gives the kernel its settings of now again. */
async function keepKernel(): Promise<() => Promise<unknown>> {
  const lines = (await runProgram('sysctl', SET_IN_KERNEL)).trim().split('\n');
  return () => runProgram('sysctl', ['-qw', ...lines.map((line) => line.replace(' = ', '='))]);
}

/** A bridge whose address leads to 127.0.0.1, for pods and for this machine. */
async function network(what: 'add' | 'delete'): Promise<void> {
  const rule = what === 'add' ? '-A' : '-D';
  const all = [`ip link ${what} ${BRIDGE} type bridge`];
  if (what === 'add') {
    all.push(`ip addr add ${HOST}/24 dev ${BRIDGE}`, `ip link set ${BRIDGE} up`);
    all.push(`sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.${BRIDGE}.route_localnet=1`);
  }
  for (const chain of [`PREROUTING -i ${BRIDGE}`, 'OUTPUT'])
    all.push(`iptables -t nat ${rule} ${chain} -d ${HOST} -p tcp -j DNAT --to-destination 127.0.0.1`);
  await runProgram('sh', ['-c', all.join('\n')]);
}

async function removeContainers(ctr: (...parameters: string[]) => Promise<string>): Promise<void> {
  const list = async (kind: string) => (await ctr(kind, 'ls', '-q')).split('\n').filter(Boolean);
  for (const id of await list('tasks').catch(() => [])) await ctr('tasks', 'delete', '--force', id).catch(() => '');
}
