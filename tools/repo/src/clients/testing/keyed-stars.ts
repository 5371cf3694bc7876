import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKey, RIGHTS, type Right } from '@stars/access';
import { WORKSPACE } from '@stars/cli/command-line';
import { ServerProcess } from '@stars/cli/testing';
import { StarsClient } from '@stars/client';
import { freePort, runProgram } from '@stars/servers';

/** `./stars up` on a folder of its own, which asks for keys. It may be stopped and started again. */
export class KeyedStars {
  readonly #folder = mkdtempSync(join(tmpdir(), 'stars-keyed-'));
  #server: ServerProcess | undefined;
  readonly #ports: readonly [number, number];
  readonly url: string;
  /** With all rights. */
  readonly client: StarsClient;

  private constructor(ports: readonly [number, number]) {
    this.#ports = ports;
    this.url = `http://localhost:${ports[0]}`;
    this.client = new StarsClient({ url: this.url, key: this.newKey(RIGHTS) });
  }

  static async start(): Promise<KeyedStars> {
    const stars = new KeyedStars([await freePort(), await freePort()]);
    await stars.begin();
    return stars;
  }

  newKey(rights: readonly Right[]): string {
    const key = { name: rights.join('-'), rights, tenants: ['default'], expires: Date.now() + 3_600_000 };
    return createKey(join(this.#folder, 'keys.json'), key, Date.now()).token!;
  }

  async begin(): Promise<void> {
    const [http, grpc] = this.#ports;
    const command = `./stars up --data ${this.#folder} --http-port ${http} --grpc-port ${grpc}`;
    const options = { cwd: WORKSPACE, env: process.env, ready: /^Serving: /m, timeoutMs: 120_000 };
    this.#server = await ServerProcess.start(command, options);
  }

  async end(): Promise<void> {
    await this.#server?.interrupt();
  }

  /** Trains a small model, which then serves. */
  async train(): Promise<void> {
    await runProgram('./stars', ['train', '--size', 'tiny', '--data', this.#folder], { cwd: WORKSPACE });
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
