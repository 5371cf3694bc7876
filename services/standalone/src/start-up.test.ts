import { StarsError } from '@stars/errors';
import type { AwaitedPositions, MessagesLeft } from '@stars/event-bus';
import { describe, expect, it } from 'vitest';
import { StartUp } from './start-up.js';

/** A start whose backlog answers so, one look after the other. */
function newTestStartUp(looks: (number | StarsError)[]): StartUp {
  const left = async (): Promise<MessagesLeft> => {
    const look = looks.shift();
    if (look === undefined || typeof look !== 'number') throw look;
    return { lag: look > 0 ? { embedder: look } : {}, total: look };
  };
  return new StartUp({ left } as Partial<AwaitedPositions> as AwaitedPositions, async () => undefined);
}

const away = new StarsError('STARS_UNAVAILABLE', 'the bus is away');

describe('a start', () => {
  it('waits while a server is away', async () => {
    const startUp = newTestStartUp([3, away, 1, 0]);
    const seen: number[] = [];
    await startUp.wait({ pollMs: 1, onProgress: ({ total }) => seen.push(total) });
    expect(seen).toEqual([3, 1, 0]);
    await startUp.check();
  });

  it('fails if waiting does not help, and until then the check says why', async () => {
    const startUp = newTestStartUp([away, 2, new StarsError('STARS_INTERNAL', 'broken')]);
    await expect(startUp.check()).rejects.toBe(away);
    await expect(startUp.check()).rejects.toMatchObject({ code: 'STARS_MODEL_NOT_READY' });
    await expect(startUp.wait({ pollMs: 1 })).rejects.toMatchObject({ code: 'STARS_INTERNAL' });
  });
});
