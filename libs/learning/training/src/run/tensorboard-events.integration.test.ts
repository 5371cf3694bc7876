import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@stars/inference';
import { expect, it } from 'vitest';
import { readEvents } from '../testing/read-events.js';
import { fileVersionRecord, scalarsRecord } from './tensorboard-events.js';

interface SummaryWriter {
  scalar(name: string, value: number, step: number): void;
  flush(): void;
}

it('reads the same as a file of TensorFlow’s own writer', async () => {
  await startBackend();
  const native = createRequire(import.meta.url)('@tensorflow/tfjs-node') as {
    node: { summaryFileWriter(folder: string): SummaryWriter };
  };
  const folder = mkdtempSync(join(tmpdir(), 'stars-events-'));
  const writer = native.node.summaryFileWriter(folder);
  const points = [9.5, 8.25, -0.5].map((loss, i) => ({ step: 100 * i + 1, loss }));
  for (const { step, loss } of points) writer.scalar('loss', loss, step);
  writer.flush();
  const [file] = readdirSync(folder);
  const theirs = readEvents(readFileSync(join(folder, file!)));
  rmSync(folder, { recursive: true });
  const ours = readEvents(
    Buffer.concat([
      fileVersionRecord(theirs[0]!.seconds),
      ...points.map(({ step, loss }, i) => scalarsRecord(theirs[i + 1]!.seconds, step, { loss })),
    ]),
  );
  expect(ours).toEqual(theirs);
});
