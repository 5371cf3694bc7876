import { describe, expect, it } from 'vitest';
import { RequestStates } from './request-states.js';

interface Read {
  of: string;
}

/** Requests are named; reading one is noted. */
function pool(most: number) {
  const reads: string[] = [];
  const created: Read[] = [];
  const states = new RequestStates<Read>(most, () => {
    created.push({ of: '' });
    return created.at(-1)!;
  });
  const requests = new Map<string, object>();
  const keyOf = (name: string): object => {
    if (!requests.has(name)) requests.set(name, {});
    return requests.get(name)!;
  };
  const readAs = (name: string) => (state: Read) => {
    state.of = name;
    reads.push(name);
  };
  const ask = (name: string): string => states.of(keyOf(name), readAs(name)).of;
  const use = (name: string): string => states.use(keyOf(name), readAs(name), (state) => state.of);
  return { ask, use, release: (name: string) => states.release(keyOf(name)), reads, created };
}

describe('RequestStates', () => {
  it('keeps what each request read while others come and go', () => {
    const { ask, reads, created } = pool(3);
    expect(['a', 'b', 'a', 'c', 'b', 'a'].map(ask)).toEqual(['a', 'b', 'a', 'c', 'b', 'a']);
    expect(reads).toEqual(['a', 'b', 'c']);
    expect(created).toHaveLength(3);
  });

  it('reuses the states of closed requests', () => {
    const { ask, release, reads, created } = pool(3);
    for (const name of ['a', 'b', 'c', 'd']) {
      expect(ask(name)).toBe(name);
      release(name);
      release(name);
    }
    expect(reads).toEqual(['a', 'b', 'c', 'd']);
    expect(created).toHaveLength(1);
  });

  it('finds the state of a closed request that no other has taken, and closes it again', () => {
    const { ask, use, release, reads, created } = pool(3);
    ask('a');
    ask('b');
    expect(use('a')).toBe('a');
    for (const name of ['a', 'b']) release(name);
    expect(use('a')).toBe('a');
    expect(reads).toEqual(['a', 'b']);
    for (const name of ['c', 'd', 'a']) expect(use(name)).toBe(name);
    expect(reads).toEqual(['a', 'b', 'c', 'd', 'a']);
    expect(created).toHaveLength(2);
  });

  it('never holds more than its limit: the request that waited longest is read again when it goes on', () => {
    const { ask, reads, created } = pool(2);
    expect(['a', 'b', 'c', 'b', 'a'].map(ask)).toEqual(['a', 'b', 'c', 'b', 'a']);
    expect(reads).toEqual(['a', 'b', 'c', 'a']);
    expect(created).toHaveLength(2);
  });
});
