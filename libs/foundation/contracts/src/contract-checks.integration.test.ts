import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let proto: string;
beforeEach(() => {
  proto = mkdtempSync(join(tmpdir(), 'stars-proto-'));
  cpSync(new URL('../../../../proto', import.meta.url), proto, { recursive: true });
});
afterEach(() => rmSync(proto, { recursive: true, force: true }));

/** Exit status of one of the checks, on the copy of proto/. */
function check(script: string, ...options: string[]): number | null {
  const path = fileURLToPath(new URL(`../../../../tools/repo/scripts/${script}`, import.meta.url));
  return spawnSync(process.execPath, [path, '--proto', proto, ...options]).status;
}

function edit(file: string, from: string, to: string): void {
  const path = join(proto, 'stars/v1', file);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(from);
  writeFileSync(path, before.replace(from, to));
}

describe('check-generated', () => {
  it('passes on the repository as it is, and fails when a field is added without generating', () => {
    expect(check('check-generated.mjs')).toBe(0);
    edit('user.proto', 'message UserDelete {', 'message UserDelete {\n  string reason = 9;');
    expect(check('check-generated.mjs')).toBe(1);
  });
});

describe('check-breaking', () => {
  it('passes on the repository as it is, and does not mind a comment', () => {
    expect(check('check-breaking.mjs')).toBe(0);
    edit('user.proto', '// Who asks.', '// Whoever asks.');
    expect(check('check-breaking.mjs')).toBe(0);
  });

  it('asks for a compatible change to be recorded', () => {
    edit('user.proto', 'message UserDelete {', 'message UserDelete {\n  string reason = 9;');
    expect(check('check-breaking.mjs')).toBe(1);
    expect(check('check-breaking.mjs', '--update')).toBe(0);
    expect(check('check-breaking.mjs')).toBe(0);
  });

  it('fails on a breaking change until it is accepted', () => {
    edit('interaction.proto', 'string item_id = 4;', 'int64 item_id = 4;');
    expect(check('check-breaking.mjs')).toBe(1);
    expect(check('check-breaking.mjs', '--update')).toBe(1);
    expect(check('check-breaking.mjs')).toBe(1);
    expect(check('check-breaking.mjs', '--accept-breaking')).toBe(0);
    expect(check('check-breaking.mjs')).toBe(0);
  });

  it('fails without a baseline', () => {
    rmSync(join(proto, 'baseline.binpb'));
    expect(check('check-breaking.mjs')).toBe(1);
  });
});
