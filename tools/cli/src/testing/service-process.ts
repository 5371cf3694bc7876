import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { WORKSPACE } from '../workspace.js';

export type ServiceName = 'archiver' | 'catalog' | 'tagger' | 'embedder' | 'trainer' | 'gateway';

type LogLine = Record<string, unknown> & { msg?: string };

const READY_MS = 120_000;

/** A built service in its own process. */
export class ServiceProcess {
  output = '';

  private constructor(
    readonly name: ServiceName,
    readonly child: ChildProcess,
  ) {
    child.stderr!.on('data', (chunk: Buffer) => {
      this.output += chunk.toString();
    });
  }

  /** Starts it on free ports. @param root Where it is built. */
  static start(name: ServiceName, env: NodeJS.ProcessEnv, root = WORKSPACE): ServiceProcess {
    const main = join(root, 'services', name, 'dist/main.js');
    const ports = {
      ...(name === 'gateway' ? {} : { [`STARS_${name.toUpperCase()}_PORT`]: '0' }),
      STARS_GATEWAY_GRPC_PORT: '0',
      STARS_GATEWAY_HTTP_PORT: '0',
    };
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
      env: { ...process.env, ...ports, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new ServiceProcess(name, child);
  }

  /** The first log line with that message. Rejects with the log if the process ends first, or after a time limit. */
  async says(message: string): Promise<LogLine> {
    const until = Date.now() + READY_MS;
    for (;;) {
      const lines = this.output.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
      const found = lines.map((line) => JSON.parse(line) as LogLine).find(({ msg }) => msg === message);
      if (found) return found;
      if (this.child.exitCode !== null || this.child.signalCode !== null || Date.now() > until) {
        throw new Error(`${this.name} did not say "${message}":\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Its answer to `/readyz`, once it listens. */
  async readiness(): Promise<{ status: number; body: { checks: Record<string, { ok: boolean }> } }> {
    const { port } = await this.says('health and metrics');
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    return { status: response.status, body: (await response.json()) as { checks: Record<string, { ok: boolean }> } };
  }

  /** Exit status, once it has ended by itself. */
  async ends(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  /** SIGTERM, as a supervisor sends it. */
  stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.ends();
  }
}
