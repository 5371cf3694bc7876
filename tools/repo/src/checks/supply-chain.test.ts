import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../run-command.js';
import { committedSecrets } from './committed-secrets.js';
import { auditOutcome } from './known-vulnerabilities.js';
import { licenceProblems, originProblems, requirementProblems } from './locked-packages.js';
import { runLint } from './run-lint.js';
import { SUPPLY_CHAIN_STEPS } from './supply-chain-steps.js';

// Put together here, so that this file has none.
const planted = {
  'a token of GitHub': `token = "ghp_${'abcdefghijklmnopqrstuvwxyz'}ABCDEF0123"`,
  'a key of AWS': `AWS_SECRET_ACCESS_KEY="${'wJalrXUtnFEMI/K7MDENG/bPxRfiCY'}zzzzKEYAAA"`,
  'a login in an address': `url: https://${'shop:s3cr3tpassw0rd'}@db.example.com/x`,
  'an API key of STARS': `key: stars_${'0123456789ab'}_${'aB3-_'.repeat(8)}xyz`,
};

describe('committedSecrets', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'stars-secrets-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it.each(Object.entries(planted))('finds %s, says where, and does not repeat it', async (_, line) => {
    writeFileSync(join(root, 'settings.yml'), `a: b\n\n${line}\n`);
    const found = await committedSecrets(root, ['settings.yml']);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^settings\.yml:3: /);
    expect(found[0]).not.toContain(line.slice(-12, -1));
  });

  it('passes over what a comment marks as made up, binary files, files that are gone, and honest ones', async () => {
    const made = `# secretlint-disable-next-line\n${planted['a token of GitHub']}\n`;
    writeFileSync(join(root, 'made-up.yml'), made);
    writeFileSync(join(root, 'binary'), `\0${planted['a token of GitHub']}`);
    writeFileSync(join(root, 'honest.ts'), 'const secret = process.env.STARS_REDIS_PASSWORD;\n');
    expect(await committedSecrets(root, ['made-up.yml', 'binary', 'gone', 'honest.ts'])).toEqual([]);
  });
});

it('each step of lint fails on a repository that has what it looks for', async () => {
  const root = mkdtempSync(join(tmpdir(), 'stars-repository-'));
  try {
    await runCommand('git', ['init', '--quiet'], { cwd: root });
    // Neither is added to Git yet.
    writeFileSync(join(root, 'new.yml'), `${planted['an API key of STARS']}\n`);
    writeFileSync(join(root, 'requirements.txt'), 'numpy\n');
    writeFileSync(join(root, '.gitignore'), 'ignored\n');
    writeFileSync(join(root, 'ignored'), `${planted['a token of GitHub']}\n`);
    const lock = { packages: { '': {}, 'node_modules/x': { license: 'GPL-3.0-only', resolved: 'http://host/x.tgz' } } };
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
    const [secrets, licences, origins] = await Promise.all(
      SUPPLY_CHAIN_STEPS.slice(0, 3).map((step) => step.run(root)),
    );
    expect(secrets).toEqual({ passed: false, output: 'new.yml:1: an API key of STARS' });
    expect(licences).toMatchObject({ passed: false, output: expect.stringContaining('x: GPL-3.0-only') });
    expect(origins!.output.split('\n')).toEqual([
      'node_modules/x: no SHA-512',
      'node_modules/x: comes from http://host/x.tgz',
      'requirements.txt: numpy: needs an exact version and its digests',
    ]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

describe('the lock file', () => {
  const good = { license: 'MIT', integrity: 'sha512-x' };
  const lockOf = (packages: object) => ({
    packages: { '': {}, 'libs/a': {}, 'node_modules/a': { link: true, resolved: 'libs/a' }, ...packages },
  });

  it.each([
    ['GPL-3.0-only', 'x: GPL-3.0-only'],
    ['(MIT OR GPL-2.0-or-later)', 'x: (MIT OR GPL-2.0-or-later)'],
    ['SEE LICENSE IN LICENSE.md', 'x: SEE LICENSE IN LICENSE.md'],
    ['UNLICENSED', 'x: UNLICENSED'],
    [undefined, 'x: no licence in the lock file'],
  ])('has no package under %s that nobody reviewed', (license, problem) => {
    const lock = lockOf({
      'node_modules/y/node_modules/x': { license, integrity: 'sha512-x' },
      'node_modules/z': good,
    });
    expect(licenceProblems(lock, ['MIT'], [])).toEqual([problem]);
    const review = { name: 'x*', ...(license !== undefined && { licence: license }), why: 'read' };
    expect(licenceProblems(lock, ['MIT'], [review])).toEqual([]);
    // Another licence than the one that was read.
    expect(licenceProblems(lock, ['MIT'], [{ ...review, licence: 'Other' }])).toHaveLength(2);
  });

  it('takes combinations of allowed licences, and reports reviews that nobody needs', () => {
    const lock = lockOf({ 'node_modules/@s/x': { ...good, license: '(ISC AND Apache-2.0)' } });
    expect(licenceProblems(lock, ['ISC', 'Apache-2.0'], [])).toEqual([]);
    const unneeded = [{ name: '@s/x', licence: 'MIT', why: 'read' }];
    expect(licenceProblems(lock, ['ISC', 'Apache-2.0'], unneeded)).toEqual([
      '@s/x: was reviewed, and no package needs it',
    ]);
  });

  it('has a digest and no address for each package', () => {
    const lock = lockOf({
      'node_modules/good': good,
      'node_modules/bare': { license: 'MIT' },
      'node_modules/old': { integrity: 'sha1-x' },
      'node_modules/git': { ...good, resolved: 'git+ssh://git@host/x.git#0123' },
      'node_modules/tar': { ...good, resolved: 'http://host/x.tgz' },
    });
    expect(originProblems(lock)).toEqual([
      'node_modules/bare: no SHA-512',
      'node_modules/old: no SHA-512',
      'node_modules/git: comes from git+ssh://git@host/x.git#0123',
      'node_modules/tar: comes from http://host/x.tgz',
    ]);
  });
});

it('npm lists every package that runs, with its digest, as docs/security.md says', async () => {
  const parameters = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--omit', 'dev'];
  const { status, output } = await runCommand('npm', parameters, { cwd: WORKSPACE });
  expect(status, output).toBe(0);
  const { components } = JSON.parse(output) as { components: { name: string; hashes?: { alg: string }[] }[] };
  const foreign = components.filter(({ hashes }) => hashes?.[0]?.alg === 'SHA-512').map(({ name }) => name);
  expect(foreign).toEqual(expect.arrayContaining(['@grpc/grpc-js', '@tensorflow/tfjs', 'zod']));
  expect(foreign).not.toContain('vitest');
});

it('a requirement of Python has an exact version and digests', () => {
  const hash = `--hash=sha256:${'0'.repeat(64)}`;
  const good = `# why\na-b[c]==1.2.3 ; python_full_version < '3.12' \\\n    ${hash} \\\n    ${hash}\n`;
  expect(requirementProblems(good)).toEqual([]);
  for (const bad of ['numpy\n', `numpy>=2 ${hash}\n`, 'numpy==2.4.6\n', `git+https://host/x ${hash}\n`]) {
    expect(requirementProblems(good + bad)).toHaveLength(1);
  }
});

describe('known vulnerabilities', () => {
  const advisory = (severity: string, id: string) => ({
    ...{ source: 1, name: 'x', title: 'Prototype pollution', severity, range: '<1.2.6' },
    url: `https://github.com/advisories/${id}`,
  });
  const report = (...via: object[]) =>
    `npm warn audit something\n${JSON.stringify(
      {
        auditReportVersion: 2,
        vulnerabilities: { x: { name: 'x', via }, uses: { name: 'uses', via: ['x'] } },
        metadata: {},
      },
      null,
      2,
    )}\n`;

  it('are problems, unless somebody reviewed them', () => {
    const output = report(advisory('high', 'GHSA-1'), advisory('low', 'GHSA-2'), advisory('info', 'GHSA-3'));
    expect(auditOutcome(output, [{ id: 'GHSA-2', why: 'only in a browser' }])).toEqual({
      problems: ['x <1.2.6: high, Prototype pollution (GHSA-1)'],
    });
    expect(auditOutcome(report(), [{ id: 'GHSA-2', why: '' }])).toEqual({
      problems: ['GHSA-2: was reviewed, and is not reported any more'],
    });
    expect(auditOutcome(report(), [])).toEqual({ problems: [] });
  });

  it.each([
    [
      'npm warn audit 405 Method Not Allowed - POST https://host/x\n{\n  "message": "405 Method Not Allowed - POST https://host/x",\n  "error": {\n    "summary": "",\n    "detail": ""\n  }\n}\nnpm error audit endpoint returned an error\n',
      '405 Method Not Allowed',
    ],
    ['npm: spawn npm ENOENT', 'npm: spawn npm ENOENT'],
    ['', 'nothing'],
  ])('are not checked without an answer, which is no success: %j', (output, why) => {
    expect(auditOutcome(output, [])).toEqual({ skipped: `the registry gave no advisories: ${why}` });
  });

  it('that were not checked are said so, loudly', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const step = { name: 'x', hint: 'h', run: async () => ({ passed: true, output: '', skipped: 'why' }) };
      expect(await runLint([step], '.')).toEqual([{ name: 'x', passed: true, skipped: 'why' }]);
      expect(said.mock.calls.flat().join('')).toContain('x: NOT CHECKED: why');
    } finally {
      said.mockRestore();
    }
  });
});
