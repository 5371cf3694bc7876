import { expect, it } from 'vitest';
import { DuckDb } from './duckdb.js';

it('ends a statement that runs when it is told to', async () => {
  const { signal } = new AbortController();
  await using db = await DuckDb.open({ signal });
  const endless = db.run('SELECT max(a.range + b.range) FROM range(1000000) a, range(1000000) b');
  // It is told again: nobody sees when the statement has begun.
  const telling = setInterval(() => signal.dispatchEvent(new Event('abort')), 10);
  await expect(endless).rejects.toThrow('Interrupted');
  clearInterval(telling);
});

it('says that the disk is full', async () => {
  await using db = await DuckDb.open({ memoryLimit: '32MB' });
  await db.run("SET max_temp_directory_size = '1MB'");
  const numbers = 'SELECT hash(range) AS n FROM range(10000000)';
  const full = { code: 'STARS_DISK_FULL' };
  await expect(db.run(`CREATE TABLE number AS ${numbers}`)).rejects.toMatchObject(full);
  await expect(db.rows(`${numbers} ORDER BY n`)).rejects.toMatchObject(full);
});
