import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHART, renderChart } from './testing/manifest.js';

describe('the values', () => {
  const schema = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8')) as Described;
  const values = parse(readFileSync(join(CHART, 'values.yaml'), 'utf8')) as Record<string, unknown>;

  interface Described {
    description?: string;
    properties?: Record<string, Described>;
    $ref?: string;
    $defs?: { service: Described };
  }
  const service = schema.$defs!.service;

  /** Paths in the schema without a description. */
  function bare({ properties = {} }: Described, path = ''): string[] {
    return Object.entries(properties).flatMap(([name, inner]) => [
      ...((inner.description ?? '').length > 5 ? [] : [`${path}${name}`]),
      ...bare(inner, `${path}${name}.`),
    ]);
  }

  /** Paths of values that the schema does not list. */
  function unlisted(value: unknown, { properties: own, $ref }: Described, path = ''): string[] {
    if (!own || typeof value !== 'object' || value === null) return [];
    const properties = { ...own, ...($ref?.endsWith('/service') && service.properties) };
    return Object.entries(value).flatMap(([name, inner]) =>
      properties[name] ? unlisted(inner, properties[name], `${path}${name}.`) : [`${path}${name}`],
    );
  }

  it('are all described', () => {
    expect(unlisted(values, schema)).toEqual([]);
    expect([...bare(schema), ...bare(service, 'service.')]).toEqual([]);
    expect(bare({ properties: { x: {} } })).toEqual(['x']);
  });

  it('of the how-to page are ones that the chart takes', async () => {
    const page = readFileSync(join(WORKSPACE, 'docs/how-to/run-on-kubernetes.md'), 'utf8');
    const [, example] = /^```yaml\n(.*?)^```$/ms.exec(page)!;
    const manifests = await renderChart({ values: parse(example!) as Record<string, unknown> });
    expect(manifests.length).toBeGreaterThan(20);
  });

  it('name each setting as the configuration does, and only to services that read it', async () => {
    const refused = { STARS_KAFKA_BROKER: 'kafka:9092' };
    await expect(renderChart({ values: { env: refused } })).rejects.toThrow('STARS_KAFKA_BROKER');
    await expect(renderChart({ values: { 'tagger.env': { STARS_CALLER_LIMIT: 1 } } })).rejects.toThrow('CALLER_LIMIT');
    await expect(renderChart({ values: { env: { STARS_KAFKA_PASSWORD: 'x' } } })).rejects.toThrow('KAFKA_PASSWORD');
  });

  it.each([
    ['env.STARS_LOG_LEVEL', 'loud'],
    ['env.STARS_KAFKA_PARTITIONS', 0],
    ['env.STARS_KAFKA_PARTITIONS', 1.5],
    ['env.STARS_KAFKA_SSL', 1],
    ['env.OTEL_TRACES_SAMPLER_ARG', 2],
    ['env.STARS_REDIS_URL', 6379],
    ['trainer.env.STARS_TRAIN_SIZE', 'huge'],
  ])('have no %s of %j, which the process would refuse', async (path, value) => {
    await expect(renderChart({ values: { [path]: value } })).rejects.toThrow(path.split('.').at(-1));
  });

  it('may be texts, as the process gets them', async () => {
    const env = { 'env.STARS_KAFKA_PARTITIONS': '16', 'env.STARS_KAFKA_SSL': 'yes', 'env.STARS_PREFIX': 7 };
    const manifests = await renderChart({ values: env });
    expect(manifests.length).toBeGreaterThan(20);
  });
});
