import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '@stars/cli/command-line';
import { runCommand } from '../../run-command.js';

const INSTALL_MS = 600_000;

/** Programs that tests use: what Go installs. */
const GO_TOOLS = {
  grpcurl: ['github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.4'],
  // Without what finds targets in clouds: it takes long to build.
  promtool: [
    '-tags=remove_all_sd',
    '-trimpath',
    '-ldflags=-s -w',
    'github.com/prometheus/prometheus/cmd/promtool@v0.316.0',
  ],
} as const;

export type GoTool = keyof typeof GO_TOOLS;

const builtFolder = (): string => join(cacheFolder(), 'bin');

/** The folder of a program that is on this machine already. */
export function findGoTool(name: GoTool): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), builtFolder()];
  return folders.find((folder) => existsSync(join(folder, name)));
}

/** The folder of a program. If the program is missing, Go builds it once. If that fails, the reason. */
export async function ensureGoTool(name: GoTool): Promise<{ folder: string } | { missing: string }> {
  const found = findGoTool(name);
  if (found !== undefined) return { folder: found };
  const folder = builtFolder();
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder };
  const install = ['install', ...GO_TOOLS[name]];
  const { status, output } = await runCommand('go', install, { cwd: '/', env, timeoutMs: INSTALL_MS });
  return status === 0 ? { folder } : { missing: `${name} is not here and Go cannot build it: ${output.trim()}` };
}
