import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '../complete-journey.js';
import { runCommand } from '../run-command.js';

const INSTALL_MS = 600_000;

/** Programs that tests use, as Go modules. */
const GO_TOOLS = { grpcurl: 'github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.4' } as const;

/** The folder of a program. If the program is missing, Go builds it once. If that fails, the reason. */
export async function ensureGoTool(name: keyof typeof GO_TOOLS): Promise<{ folder: string } | { missing: string }> {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).find((folder) => existsSync(join(folder, name)));
  if (onPath) return { folder: onPath };
  const folder = join(cacheFolder(), 'bin');
  if (existsSync(join(folder, name))) return { folder };
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder };
  const install = ['install', GO_TOOLS[name]];
  const { status, output } = await runCommand('go', install, { cwd: '/', env, timeoutMs: INSTALL_MS });
  return status === 0 ? { folder } : { missing: `${name} is not here and Go cannot build it: ${output.trim()}` };
}
