import { deadLetterTopic, TOPICS } from '@stars/contracts';
import { expect } from 'vitest';
import type { ForgottenWorld } from './forgotten-world.js';
import { filesWith } from './id-search.js';

interface Piece {
  place: string;
  content: Record<string, unknown>;
}

/** All pages of an export, with their number. */
async function exportOf(world: ForgottenWorld, userId: string): Promise<{ pieces: Piece[]; text: string }> {
  const pieces: Piece[] = [];
  let token = '';
  do {
    const url = `http://127.0.0.1:${world.standalone.ports!.httpPort}/v1/users/${userId}/export?page_token=${token}`;
    const response = await fetch(url);
    expect(response.status).toBe(200);
    const page = (await response.json()) as { records: Piece[]; next_page_token: string };
    pieces.push(...page.records);
    token = page.next_page_token;
  } while (token !== '');
  return { pieces, text: JSON.stringify(pieces) };
}

/**
 * Expects that an export has every place where the id stands: topics as a search of all of them found them, and all files. It has as
 * many messages and rows as there are, and nothing of another user.
 */
export async function expectExported(world: ForgottenWorld, userId: string, topics: readonly string[]): Promise<void> {
  const { pieces, text } = await exportOf(world, userId);
  const places = new Set(pieces.map(({ place }) => place));
  const countAt = (place: string): number => pieces.filter((piece) => piece.place === place).length;
  for (const topic of topics) {
    const { bus } = world.standalone.stack;
    let messages = 0;
    for await (const batch of bus.read({ topic })) messages += batch.filter(({ key }) => key.endsWith(userId)).length;
    expect([topic, countAt(`event-bus/${topic}`)]).toEqual([topic, messages]);
  }
  for (const path of await filesWith(world.root, userId))
    expect(
      placesOf(path).some((place) => places.has(place)),
      path,
    ).toBe(true);
  const [profile] = await world.standalone.stack.profiles.get('default', [userId]);
  expect(countAt('profile-store/event')).toBe(profile!.history.length);
  expect(pieces.find(({ place }) => place === 'profile-store/vectors')?.content['h_gen']).toEqual([
    ...profile!.vectors[0]!.general,
  ]);
  expect(pieces.find(({ place }) => place === 'profile-store/features')?.content).toMatchObject({
    features: { age: 35 },
  });
  // A dead letter with its reason, and a message that can be read.
  const [letter] = pieces.filter(({ place }) => place.endsWith(deadLetterTopic(TOPICS.interactions)));
  expect(letter?.content).toMatchObject({ headers: { 'stars-error-code': 'STARS_TIME_AHEAD' } });
  expect(text).toContain(`till/${userId}`);
  for (const other of world.ids) if (other !== userId) expect(text).not.toContain(other);
}

/** The place of an export that stands for a file. */
function placesOf(path: string): string[] {
  const archived = /^archive\/tenant=default\/(kind=[\w-]+\/day=[\d-]+)\//.exec(path)?.[1];
  if (archived !== undefined) return [`archive/${archived}`];
  if (path.startsWith('data/stars.db')) return ['profile-store/features'];
  return path.startsWith('data/') ? [path.slice('data/'.length)] : [];
}
