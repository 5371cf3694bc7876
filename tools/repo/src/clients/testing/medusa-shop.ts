import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { ServerProcess } from '@stars/cli/testing';
import { cached, freePort, runProgram } from '@stars/servers';
import { type Postgres, startPostgres } from './postgres.js';

const CLIENTS = join(WORKSPACE, 'clients');
const EXAMPLE = join(CLIENTS, 'medusa/example');
const START_MS = 120_000;

/** Nothing leaves the machine: see docs/how-to/put-stars-into-a-medusa-shop.md. */
const SILENT = { MEDUSA_DISABLE_TELEMETRY: '1', NODE_ENV: 'production', JWT_SECRET: 'jwt', COOKIE_SECRET: 'cookie' };

export interface StarsAccess {
  url: string;
  /** The key of the shop's server, and that of its pages. */
  serverKey: string;
  pagesKey: string;
}

/** What the seed prints. */
interface Seeded {
  publishableKey: string;
  region: string;
  orders: number;
}

/** Medusa's packages, as the example's lockfile names them. They stay in the cache. */
async function medusaPackages(): Promise<string> {
  const lock = readFileSync(join(EXAMPLE, 'package-lock.json'));
  const digest = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  return cached(`medusa-${digest}`, async (folder) => {
    for (const name of ['package.json', 'package-lock.json']) cpSync(join(EXAMPLE, name), join(folder, name));
    // Medusa's script after the installation would report it to Medusa.
    await runProgram('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  });
}

/** A real Medusa with the example's products and orders, the plug-in as a shop installs it, and the example's pages. */
export class MedusaShop {
  readonly #servers: ServerProcess[] = [];
  #seeded: Seeded | undefined;

  private constructor(
    readonly pagesUrl: string,
    private readonly medusaUrl: string,
    private readonly parent: string,
    private readonly database: Postgres,
  ) {}

  get seeded(): Seeded {
    return this.#seeded!;
  }

  static async start(stars: StarsAccess): Promise<MedusaShop> {
    const packages = await medusaPackages();
    const parent = mkdtempSync(join(tmpdir(), 'stars-medusa-'));
    symlinkSync(join(packages, 'node_modules'), join(parent, 'node_modules'));
    const urls = [`http://localhost:${await freePort()}`, `http://localhost:${await freePort()}`] as const;
    const shop = new MedusaShop(...urls, parent, await startPostgres());
    try {
      await shop.#begin(stars);
    } catch (error) {
      await shop.stop();
      throw error;
    }
    return shop;
  }

  async #begin(stars: StarsAccess): Promise<void> {
    const folder = join(this.parent, 'shop');
    for (const name of ['src', 'medusa-config.js'])
      cpSync(join(EXAMPLE, name), join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "name": "shop", "private": true }');
    await installPlugin(folder);
    // Medusa looks there whether the folder is a shop.
    cpSync(join(EXAMPLE, 'package.json'), join(folder, 'package.json'));
    const program = join(this.parent, 'node_modules/.bin/medusa');
    const access = { RECOMMENDER_URL: stars.url, RECOMMENDER_KEY: stars.serverKey };
    const env = { ...process.env, ...SILENT, DATABASE_URL: this.database.url, PAGES_URL: this.pagesUrl, ...access };
    const medusa = (...parameters: string[]) => runProgram(program, parameters, { cwd: folder, env });
    await medusa('db:migrate', '--skip-scripts');
    const said = await medusa('exec', './src/scripts/seed.js', join(WORKSPACE, 'examples/shop'));
    await medusa('user', '-e', ADMIN.email, '-p', ADMIN.password);
    this.#seeded = JSON.parse(/^\{"publishableKey".*$/m.exec(said)![0]) as Seeded;
    await this.#serve(`exec ${program} start -p ${portOf(this.medusaUrl)}`, folder, /Server is ready/, env);
    await this.#serve(`exec node ${EXAMPLE}/pages/serve.mjs`, folder, /^Pages: /m, {
      ...{ ...process.env, PORT: portOf(this.pagesUrl), MEDUSA_URL: this.medusaUrl, RECOMMENDER_URL: stars.url },
      ...{ PUBLISHABLE_KEY: this.seeded.publishableKey, REGION: this.seeded.region, PAGES_KEY: stars.pagesKey },
      SNIPPET: join(CLIENTS, 'typescript/dist/stars.js'),
    });
  }

  async #serve(command: string, cwd: string, ready: RegExp, env: NodeJS.ProcessEnv): Promise<void> {
    this.#servers.push(await ServerProcess.start(command, { cwd, env, ready, timeoutMs: START_MS }));
  }

  /** What Medusa has logged. */
  get log(): string {
    return this.#servers[0]!.output;
  }

  /** Calls the Admin API as its user, or the Store API with the key of the pages, and the token of a customer. */
  async call<Answer>(verb: string, path: string, body?: object, customer?: string): Promise<Answer> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    const token = path.startsWith('/admin') ? await this.#adminToken() : customer;
    if (token) headers['authorization'] = `Bearer ${token}`;
    if (path.startsWith('/store')) headers['x-publishable-api-key'] = this.seeded.publishableKey;
    const response = await fetch(this.medusaUrl + path, { method: verb, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${verb} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as Answer;
  }

  async #adminToken(): Promise<string> {
    return (await this.call<{ token: string }>('POST', '/auth/user/emailpass', ADMIN)).token;
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) await server.interrupt();
    await this.database.stop();
    rmSync(this.parent, { recursive: true, force: true });
  }
}

const portOf = (url: string): string => new URL(url).port;

const ADMIN = { email: 'admin@shop.example', password: 'supersecret' };

/** As a shop does: it packs both packages and installs them. */
async function installPlugin(folder: string): Promise<void> {
  for (const name of ['typescript', 'medusa']) {
    await runProgram('npm', ['pack', '--pack-destination', folder], { cwd: join(CLIENTS, name) });
  }
  const packed = ['stars-client-0.1.0.tgz', 'stars-medusa-0.1.0.tgz'].map((name) => `./${name}`);
  await runProgram('npm', ['install', '--offline', '--no-audit', '--no-fund', ...packed], { cwd: folder });
}
