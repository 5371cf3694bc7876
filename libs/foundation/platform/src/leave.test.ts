import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('ends a process that has work left, with the status', () => {
  const program = `
    const { leave } = await import(process.argv[1]);
    setInterval(() => undefined, 1000);
    process.on('exit', (status) => process.stdout.write(\`left with \${status}\`));
    leave(7);`;
  const module = new URL('../dist/leave.js', import.meta.url).href;
  const args = ['--input-type=module', '--eval', program, module];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([status, stdout]).toEqual([7, 'left with 7']);
});
