import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { cached, inCache, NATIVE, nativeDigest } from './cache.js';
import { freePort } from './free-port.js';
import { runProgram } from './run-program.js';
import type { RunningServer } from './running-server.js';
import { ServerProcess, serverFolder } from './server-process.js';

const SOURCES = 'kubernetes';
const PART = 'kube-apiserver';
/** As in its `go.mod`: it would not know it by itself, and charts ask for it. */
const VERSION = 'v1.36.3';
/** Thousands of packages: half an hour of two cores. */
const BUILD_MS = 3 * 3_600_000;
const TOKEN = 'test';

/** An API server of Kubernetes, and what its clients need. */
export interface KubeApiserver extends Pick<RunningServer, 'stop'> {
  /** Path of a kubeconfig of an administrator. */
  readonly kubeconfig: string;
  /** Path of the private key that signs tokens of service accounts. */
  readonly signingKey: string;
}

const cacheName = (): string => `${SOURCES}-${nativeDigest(SOURCES)}`;

/** Path of the program of all parts, which Go builds once from its modules. Errors: `STARS_UNAVAILABLE`. */
export const kubernetesParts = async (): Promise<string> => join(await cached(cacheName(), build), SOURCES);

/** Whether `startKubeApiserver` would start at once. */
export const kubeApiserverIsBuilt = (): boolean => inCache(cacheName()) !== undefined;

/**
 * The API server of Kubernetes 1.36 on 127.0.0.1, with an etcd of its own. Go builds it once from its modules, whose digests are in
 * `go.sum`. There are no controllers and no nodes: no pod ever runs, and no Job ends by itself (but see `startKubeNode`).
 * Errors: `STARS_UNAVAILABLE` where it cannot be built or does not start.
 */
export async function startKubeApiserver(): Promise<KubeApiserver> {
  const program = await kubernetesParts();
  const place = serverFolder(PART, {});
  const [port, etcd] = [await freePort(), await freePort()];
  const path = (name: string): string => join(place.folder, name);
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    ...{ modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' } },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  writeFileSync(path('sa.key'), privateKey);
  writeFileSync(path('sa.pub'), publicKey);
  writeFileSync(path('tokens.csv'), `${TOKEN},admin,admin,system:masters\n`);
  const url = `https://127.0.0.1:${port}`;
  const server = await ServerProcess.start(
    {
      ...{ name: PART, url, port, program },
      parameters: [
        ...[PART, path('etcd'), String(etcd), `--secure-port=${port}`, '--bind-address=127.0.0.1'],
        ...[
          `--cert-dir=${path('certificates')}`,
          `--token-auth-file=${path('tokens.csv')}`,
          '--authorization-mode=RBAC',
        ],
        ...['--service-account-issuer=https://stars.test', `--service-account-signing-key-file=${path('sa.key')}`],
        ...[`--service-account-key-file=${path('sa.pub')}`, '--service-cluster-ip-range=10.0.0.0/24'],
        // Nobody makes the account `default` of a namespace.
        '--disable-admission-plugins=ServiceAccount',
      ],
      isReady: () => isReady(`${url}/readyz`),
    },
    {},
    place,
  );
  const kubeconfig = path('kubeconfig.json');
  const name = 'test';
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': name },
      clusters: [{ name, cluster: { server: url, 'certificate-authority': path('certificates/apiserver.crt') } }],
      users: [{ name, user: { token: TOKEN } }],
      contexts: [{ name, context: { cluster: name, user: name } }],
    }),
  );
  return { kubeconfig, signingKey: path('sa.key'), stop: () => server.stop() };
}

async function build(folder: string): Promise<void> {
  const flags = `-s -w -X k8s.io/component-base/version.gitVersion=${VERSION}`;
  await runProgram('go', ['build', '-trimpath', `-ldflags=${flags}`, '-o', join(folder, SOURCES), '.'], {
    cwd: join(NATIVE, SOURCES),
    env: { ...process.env, CGO_ENABLED: '0' },
    timeoutMs: BUILD_MS,
  });
}

/** Its certificate is made at its start, by itself. */
function isReady(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const asked = request(url, { headers, rejectUnauthorized: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked
      .on('timeout', () => asked.destroy())
      .on('error', () => resolve(false))
      .end();
  });
}
