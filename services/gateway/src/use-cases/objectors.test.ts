import { forgottenUntil, Objection, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { createLogger } from '@stars/platform';
import { expect, it, vi } from 'vitest';
import { Objectors } from './objectors.js';

const MADE = forgottenUntil(undefined, { time: 1, objection: Objection.OBJECTION_MADE })!;
const of = (userId: string, tenantId = '') => ({ tenantId, userId });

/** The user `no` objects, of the default tenant. */
function newTestObjectors() {
  const known = async (tenant: string, ids: readonly string[]) =>
    ids.map((id) => ({ hash: id, ...(id === 'no' && tenant === 'default' ? { until: MADE } : { until: 1 }) }));
  const marks = vi.fn(known);
  const eraseKey = vi.fn(async () => 0);
  const logger = createLogger('gateway', { level: 'silent' });
  const sut = new Objectors({ marks }, { eraseKey }, { storeMs: 50 }, logger);
  return { sut, marks, eraseKey };
}

it('leaves out users who object, each element of them, and nobody of another tenant', async () => {
  const { sut, marks } = newTestObjectors();
  expect(await sut.without([of('yes'), of('no'), of('no', 'default'), of('no', 'other')])).toEqual([
    of('yes'),
    of('no', 'other'),
  ]);
  expect(marks.mock.calls).toEqual([
    ['default', ['yes', 'no']],
    ['other', ['no']],
  ]);
  expect(await sut.without([])).toEqual([]);
});

it.each([
  ['away', () => Promise.reject(new StarsError('STARS_UNAVAILABLE', 'away'))],
  ['silent', () => new Promise<never>(() => undefined)],
])('takes everything while the store is %s, and erases what it should not have taken', async (_, fails) => {
  const { sut, marks, eraseKey } = newTestObjectors();
  marks.mockImplementationOnce(fails);
  expect(await sut.without([of('no'), of('yes')])).toEqual([of('no'), of('yes')]);
  expect(eraseKey).not.toHaveBeenCalled();
  expect(await sut.without([of('other')])).toEqual([of('other')]);
  expect(eraseKey.mock.calls).toEqual([[[TOPICS.interactions, TOPICS.impressions], 'default/no']]);
  await sut.without([of('other')]);
  expect(eraseKey).toHaveBeenCalledTimes(1);
});

it('erases what it should not have taken once, however many calls look at it, and again if that failed', async () => {
  const { sut, marks, eraseKey } = newTestObjectors();
  marks.mockRejectedValueOnce(new StarsError('STARS_UNAVAILABLE', 'away'));
  await sut.without([of('no')]);
  eraseKey.mockRejectedValueOnce(new StarsError('STARS_UNAVAILABLE', 'away'));
  await expect(sut.without([of('other')])).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
  await Promise.all([sut.without([of('other')]), sut.without([of('more')])]);
  expect(eraseKey).toHaveBeenCalledTimes(2);
});
