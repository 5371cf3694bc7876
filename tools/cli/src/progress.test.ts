import { expect, test } from 'vitest';
import { duration, Progress } from './progress.js';

function recorded(isTTY: boolean) {
  let now = 0;
  let text = '';
  const progress = new Progress({ isTTY, write: (chunk) => (text += chunk) }, () => now);
  return {
    progress,
    at: (ms: number) => {
      now = ms;
    },
    text: () => text,
  };
}

test('without a terminal, there is a line at the start, one every five seconds and one at the end', () => {
  const { progress, at, text } = recorded(false);
  for (let ms = 0; ms <= 12_000; ms += 100) {
    at(ms);
    progress.update({ label: 'Train', done: ms, total: 20_000, detail: 'loss 3.1' });
  }
  progress.finish();
  expect(text().split('\n')).toEqual([
    '· Train …',
    '  Train  [######------------------] 25%  5,000/20,000  15 s left  loss 3.1  5 s',
    '  Train  [############------------] 50%  10,000/20,000  10 s left  loss 3.1  10 s',
    '✓ Train: 12,000, loss 3.1 (12.0 s)',
    '',
  ]);
});

test('on a terminal, one line is redrawn in place', () => {
  const { progress, at, text } = recorded(true);
  for (const ms of [0, 50, 150]) {
    at(ms);
    progress.update({ label: 'Import', done: ms, total: 200 });
  }
  progress.finish('done');
  expect(text().split('\r\x1b[K')).toEqual([
    '',
    '· Import  [------------------------] 0%  0/200  0 s',
    '· Import  [##################------] 75%  150/200  0 s',
    '✓ Import: done (0.1 s)\n',
  ]);
});

test('another label ends the previous stage', () => {
  const { progress, text } = recorded(false);
  progress.update({ label: 'one' });
  progress.update({ label: 'two', share: 0.5 });
  progress.finish();
  expect(text()).toBe('· one …\n✓ one (0.0 s)\n· two …\n✓ two (0.0 s)\n');
});

test('a failed stage is not reported as done', () => {
  const { progress, text } = recorded(false);
  progress.update({ label: 'one' });
  progress.abandon();
  progress.finish();
  expect(text()).not.toContain('✓');
});

test('durations are easy to read', () => {
  expect([duration(400), duration(59_000), duration(95_000)]).toEqual(['0 s', '59 s', '1 min 35 s']);
});
