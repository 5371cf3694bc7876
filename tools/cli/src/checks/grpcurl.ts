import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '../complete-journey.js';
import { runCommand } from '../run-command.js';

const MODULE = 'github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.4';
const INSTALL_MS = 300_000;

/** The folder that holds `grpcurl`, which Go builds once where it is missing; or why there is none. */
export async function ensureGrpcurl(): Promise<{ folder: string } | { missing: string }> {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).find((folder) => existsSync(join(folder, 'grpcurl')));
  if (onPath) return { folder: onPath };
  const folder = join(cacheFolder(), 'bin');
  if (existsSync(join(folder, 'grpcurl'))) return { folder };
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder };
  const { status, output } = await runCommand('go', ['install', MODULE], { cwd: '/', env, timeoutMs: INSTALL_MS });
  return status === 0 ? { folder } : { missing: `grpcurl is not here and Go cannot build it: ${output.trim()}` };
}
