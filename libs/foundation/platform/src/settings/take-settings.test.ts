import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configInvalid } from './config-invalid.js';
import { SETTINGS, TOOL_VARIABLES } from './known-settings.js';
import { isServiceLink, takeSettings } from './take-settings.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The environment and the problems after a start with a file of this text. */
async function taken(text: string, given: Record<string, string> = {}) {
  const path = join(folder, 'stars.yaml');
  writeFileSync(path, text);
  const env: Record<string, string | undefined> = { ...given, STARS_CONFIG: path };
  const problems = await takeSettings(env);
  const { STARS_CONFIG: _, ...settings } = env;
  return { settings, problems };
}

describe('the file of settings', () => {
  it('gives values as they are written, and the environment wins', async () => {
    const text = [
      '# a comment',
      'STARS_KAFKA_PARTITIONS: 16',
      'STARS_KAFKA_SSL: true',
      'STARS_TRAIN_AT: 03:00',
      'STARS_CALLER_LIMIT: 1e3',
      'STARS_SURFACES: \'{"home": {"mode": "REPEAT"}}\'',
      'STARS_PREFIX: of-the-file',
      'STARS_HOST:',
    ].join('\n');
    const { settings, problems } = await taken(text, { STARS_PREFIX: 'of-the-environment', STARS_KAFKA_SSL: '' });
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      STARS_KAFKA_PARTITIONS: '16',
      STARS_KAFKA_SSL: 'true',
      STARS_TRAIN_AT: '03:00',
      STARS_CALLER_LIMIT: '1e3',
      STARS_SURFACES: '{"home": {"mode": "REPEAT"}}',
      STARS_PREFIX: 'of-the-environment',
    });
  });

  it('may be JSON, or empty', async () => {
    expect(await taken('{"STARS_PREFIX": "shop", "STARS_KAFKA_PARTITIONS": 8}')).toEqual({
      settings: { STARS_PREFIX: 'shop', STARS_KAFKA_PARTITIONS: '8' },
      problems: [],
    });
    for (const text of ['', '# nothing yet\n', '---\n'])
      expect(await taken(text)).toEqual({ settings: {}, problems: [] });
  });

  it.each([
    [{ STARS_REDIS_URL: 'redis://a' }, 'STARS_REDIS_URL_FILE: /b'],
    [{ STARS_REDIS_URL_FILE: '/a' }, 'STARS_REDIS_URL: redis://b'],
  ])('%j wins over %s, though one is a secret and one its file', async (given, text) => {
    expect(await taken(text, given)).toEqual({ settings: given, problems: [] });
  });

  it('has all problems told, with their lines and near names, and never with a value', async () => {
    const text = [
      'STARS_KAFKA_BROKER: hunter2',
      'log_level: hunter2',
      'STARS_CACHE: /hunter2',
      'STARS_CONFIG: hunter2',
      'STARS_KAFKA_BROKERS: [hunter2]',
      'STARS_TEST_KAFKA: hunter2',
      'STARS_KAFKA_PASSWORD=hunter2: x',
      'STARS_KERNELS: off',
    ].join('\n');
    const { settings, problems } = await taken(text, { STARS_LOGLEVEL: 'hunter2' });
    expect(settings).toEqual({ STARS_LOGLEVEL: 'hunter2' });
    expect(problems).toEqual([
      ['STARS_LOGLEVEL', 'is not known; did you mean STARS_LOG_LEVEL?'],
      ['STARS_KAFKA_BROKER', 'is no setting (line 1 of the file); did you mean STARS_KAFKA_BROKERS?'],
      ['log_level', 'is no setting (line 2 of the file)'],
      ['STARS_CACHE', expect.stringContaining('is no setting (line 3 of the file)')],
      ['STARS_CONFIG', 'is read before the file: set it in the environment (line 4 of the file)'],
      ['STARS_KAFKA_BROKERS', 'must be one value, a text or a number (line 5 of the file)'],
      ['STARS_TEST_KAFKA', expect.stringContaining('is no setting (line 6 of the file)')],
      ['(a name)', 'is no setting (line 7 of the file)'],
      ['STARS_KERNELS', 'is read before the file: set it in the environment (line 8 of the file)'],
    ]);
    const error = configInvalid(problems);
    expect(error).toMatchObject({ code: 'STARS_CONFIG_INVALID', field: problems.map(([name]) => name).join(', ') });
    expect(error.message).not.toContain('hunter2');
  });

  it.each([
    ['STARS_PREFIX: a\nSTARS_PREFIX: hunter2', 'line 2 of the file is no YAML (DUPLICATE_KEY)'],
    ['STARS_PREFIX: a\n\tSTARS_DATA: hunter2: x', /^line \d of the file is no YAML/],
    ['- hunter2', 'the file is no list of NAME: value'],
    ['hunter2', 'the file is no list of NAME: value'],
  ])('%j is refused without its content', async (text, problem) => {
    const { settings, problems } = await taken(text);
    expect(settings).toEqual({});
    expect(problems).toEqual([
      ['STARS_CONFIG', typeof problem === 'string' ? problem : expect.stringMatching(problem)],
    ]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it('must be there', async () => {
    expect(await takeSettings({ STARS_CONFIG: join(folder, 'none') })).toEqual([
      ['STARS_CONFIG', 'the file cannot be read (ENOENT)'],
    ]);
  });
});

describe('the environment', () => {
  it('may have settings of all processes, variables of tools and tests, and empty ones', async () => {
    const names = [...SETTINGS, ...TOOL_VARIABLES, 'STARS_TEST_ANYTHING', 'HOME'].filter(
      (name) => name !== 'STARS_CONFIG',
    );
    const env = { ...Object.fromEntries(names.map((name) => [name, '1'])), STARS_OLD_NAME: '' };
    expect(await takeSettings({ ...env })).toEqual([]);
    expect(await takeSettings({ STARS_KEYS: '1', STARS_TAGGER_PORTS: '1', OTEL_ANYTHING: '1' })).toEqual([
      ['STARS_KEYS', expect.stringContaining('is not known')],
      ['STARS_TAGGER_PORTS', 'is not known; did you mean STARS_TAGGER_PORT?'],
    ]);
  });

  it('passes over what Kubernetes says of Services', async () => {
    // As a pod gets it beside Services `stars` and `stars-tagger`, the latter with a named port.
    const env: Record<string, string> = {
      STARS_SERVICE_HOST: '10.0.0.1',
      STARS_SERVICE_PORT: '8080',
      STARS_PORT: 'tcp://10.0.0.1:8080',
      STARS_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
      STARS_PORT_8080_TCP_PROTO: 'tcp',
      STARS_PORT_8080_TCP_PORT: '8080',
      STARS_PORT_8080_TCP_ADDR: '10.0.0.1',
      STARS_TAGGER_SERVICE_HOST: 'fd00::2',
      STARS_TAGGER_SERVICE_PORT: '8082',
      STARS_TAGGER_SERVICE_PORT_OPERATIONS: '8082',
      // The name of a setting.
      STARS_TAGGER_PORT: 'tcp://[fd00::2]:8082',
      STARS_TAGGER_PORT_8082_UDP_ADDR: 'fd00::2',
      STARS_EMBEDDER_PORT: '8083',
    };
    expect(await takeSettings(env)).toEqual([]);
    expect(env).toEqual({ STARS_EMBEDDER_PORT: '8083' });
  });

  it('has no setting with a name that Kubernetes gives', () => {
    expect(SETTINGS.filter((name) => isServiceLink(name, '1'))).toEqual([]);
    expect(SETTINGS.length).toBeGreaterThan(100);
  });
});
