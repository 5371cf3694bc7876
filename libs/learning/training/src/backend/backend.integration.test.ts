import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const module = new URL('../../dist/backend/backend.js', import.meta.url).href;

it('says what it tried if no backend can be loaded', async () => {
  // A process of its own: a backend is chosen once a process.
  const script = `(await import('${module}')).startBackend()`;
  const env = { ...process.env, STARS_BACKEND: 'gpu' };
  const started = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env });
  await expect(started).rejects.toMatchObject({
    stderr: expect.stringMatching(/STARS_UNAVAILABLE|no TensorFlow backend can be loaded \(gpu: /),
  });
});
