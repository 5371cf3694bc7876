import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from '@stars/cli/testing';
import { findProgram, freePort, installDebianPackage, runProgram } from '@stars/servers';

/** A PostgreSQL on 127.0.0.1 whose data end with it. */
export interface Postgres {
  /** Of an empty database. */
  url: string;
  stop(): Promise<void>;
}

/** Debian has them beside PATH, by version. */
const programFolder = (): string | undefined =>
  findProgram('initdb')?.replace(/\/initdb$/, '') ?? globSync('/usr/lib/postgresql/*/bin').sort().at(-1);

/** Starts one from Debian's package. Errors: `STARS_UNAVAILABLE` where that is not possible. */
export async function startPostgres(): Promise<Postgres> {
  if (!programFolder()) await installDebianPackage('postgresql');
  const bin = programFolder()!;
  const folder = mkdtempSync(join(tmpdir(), 'stars-postgres-'));
  // It refuses to run as root.
  const asUser = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];
  if (asUser.length > 0) {
    const ids = (await runProgram('id', ['postgres'])).match(/\d+/g)!.map(Number);
    chownSync(folder, ids[0]!, ids[1]!);
  }
  const data = join(folder, 'data');
  const [program, ...rest] = [...asUser, `${bin}/initdb`, '-D', data, '-U', 'medusa', '--auth=trust', '--no-sync'];
  await runProgram(program!, [...rest, '-E', 'UTF8', '--locale=C']);
  const port = await freePort();
  const settings = `-c listen_addresses=127.0.0.1 -c fsync=off -k ${folder}`;
  const server = await ServerProcess.start(
    `exec ${asUser.join(' ')} ${bin}/postgres -D ${data} -p ${port} ${settings}`,
    { cwd: folder, env: process.env, ready: /ready to accept connections/, timeoutMs: 60_000 },
  );
  return {
    url: `postgres://medusa@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.interrupt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
