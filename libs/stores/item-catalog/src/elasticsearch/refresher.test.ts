import { describe, expect, it } from 'vitest';
import type { ElasticsearchServer } from './elasticsearch-server.js';
import { Refresher } from './refresher.js';

/** A server whose refreshes take until the test says so. */
function slowServer() {
  const begun: { end: (failed?: number) => void }[] = [];
  const server: Pick<ElasticsearchServer, 'request'> = {
    request: <T>() =>
      new Promise<T>((resolve) => {
        begun.push({ end: (failed = 0) => resolve({ _shards: { failed } } as T) });
      }),
  };
  return { server, begun };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Refresher', () => {
  it('shares a refresh among many calls, but not one that began before the call', async () => {
    const { server, begun } = slowServer();
    const refresher = new Refresher(server);
    const seen: string[] = [];
    const ask = (name: string) => void refresher.refresh('i').then(() => seen.push(name));
    ask('first');
    await turn();
    for (const name of ['second', 'third', 'fourth']) ask(name);
    await turn();
    expect(begun.length).toBe(1);
    begun[0]!.end();
    await turn();
    expect([begun.length, seen]).toEqual([2, ['first']]);
    ask('fifth');
    begun[1]!.end();
    await turn();
    expect([begun.length, seen]).toEqual([3, ['first', 'second', 'third', 'fourth']]);
    begun[2]!.end();
    await turn();
    expect(seen.at(-1)).toBe('fifth');
    ask('sixth');
    await turn();
    expect(begun.length).toBe(4);
  });

  it('separates indexes', async () => {
    const { server, begun } = slowServer();
    const refresher = new Refresher(server);
    void refresher.refresh('i');
    void refresher.refresh('j');
    await turn();
    expect(begun.length).toBe(2);
  });

  it('fails if a shard cannot be refreshed, without an effect on the next call', async () => {
    const { server, begun } = slowServer();
    const refresher = new Refresher(server, { firstMs: 1, mostMs: 1, withinMs: 0 });
    const first = refresher.refresh('i');
    const second = refresher.refresh('i');
    await turn();
    begun[0]!.end(1);
    await expect(first).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    await turn();
    begun[1]!.end();
    await second;
  });
});
