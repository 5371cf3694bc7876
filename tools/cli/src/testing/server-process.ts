import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server that a shell command starts. It is ready once its output says so. */
export class ServerProcess {
  output = '';

  private constructor(private readonly child: ChildProcess) {
    const collect = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
  }

  /** Rejects with the output if the process ends first. */
  static async start(
    command: string,
    options: { cwd: string; env: NodeJS.ProcessEnv; ready: RegExp; timeoutMs: number },
  ): Promise<ServerProcess> {
    // Its own process group, so that all of it can be signalled, as a terminal does.
    const child = spawn('bash', ['-c', command], { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new ServerProcess(child);
    const until = Date.now() + options.timeoutMs;
    while (!options.ready.test(server.output)) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > until) {
        if (child.exitCode === null) server.signal('SIGKILL');
        throw new Error(`${command} did not get ready:\n${server.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return server;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.child.pid !== undefined) process.kill(-this.child.pid, signal);
  }

  /** Ends it as Ctrl-C would; resolves with the exit status. */
  async interrupt(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const exit = once(this.child, 'exit');
    this.signal('SIGINT');
    const [status] = (await exit) as [number | null];
    return status;
  }
}
