import { globSync } from 'node:fs';
import { join } from 'node:path';
import { helmProgram, runProgram } from '@stars/servers';
import { beforeAll, describe, expect, it } from 'vitest';
import { untruths } from './testing/chart-facts.js';
import { CHART, type Manifest, renderedSet } from './testing/manifest.js';
import { policyBreaches } from './testing/policies.js';
import { isOfOperator, KUBERNETES, kubernetesErrors, operatorErrors } from './testing/schemas.js';
import { unknownFields } from './testing/unknown-fields.js';
import { VALUE_SETS } from './testing/value-sets.js';

/** By the name of their value set. */
const rendered = new Map<string, Manifest[]>();
/** Each object once, with the first value set that makes it. */
const distinct = new Map<string, { from: string; manifest: Manifest }>();

beforeAll(async () => {
  const waiting = Object.keys(VALUE_SETS);
  const renderSome = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) rendered.set(next, await renderedSet(next));
  };
  await helmProgram();
  await Promise.all([renderSome(), renderSome()]);
  for (const [from, manifests] of rendered) {
    for (const manifest of manifests) {
      const key = JSON.stringify(manifest);
      if (!distinct.has(key)) distinct.set(key, { from, manifest });
    }
  }
});

/** What a check says of all objects of all value sets, each with where it is. */
async function said(check: (manifest: Manifest) => string[] | Promise<string[]>): Promise<string[]> {
  const lines: string[] = [];
  for (const { from, manifest } of distinct.values()) {
    const where = `${from}: ${manifest.kind} ${manifest.metadata.name}`;
    lines.push(...(await check(manifest)).map((line) => `${where}: ${line}`));
  }
  return lines;
}

describe('the chart', () => {
  it('passes the linter of helm with each values file', async () => {
    const files = ['', ...globSync('values-*.yaml', { cwd: CHART })];
    expect(files).toHaveLength(4);
    for (const file of files) {
      await runProgram(await helmProgram(), ['lint', '--strict', CHART, ...(file ? ['-f', join(CHART, file)] : [])]);
    }
  });

  it('has at least 30 value sets beside the values files', () => {
    expect(rendered.size).toBeGreaterThanOrEqual(34);
  });

  it.each(KUBERNETES)('is valid for Kubernetes %s', async (version) => {
    const errors = await kubernetesErrors(version);
    expect(await said((manifest) => (isOfOperator(manifest) ? [] : errors(manifest)))).toEqual([]);
  });

  it('is valid for the operators', async () => {
    const theirs = [...distinct.values()].map(({ manifest }) => manifest).filter(isOfOperator);
    const kinds = new Set(theirs.map(({ kind }) => kind));
    for (const kind of ['ScaledObject', 'TriggerAuthentication', 'ServiceMonitor', 'Kafka', 'KafkaNodePool']) {
      expect(kinds).toContain(kind);
    }
    expect(await said((manifest) => (isOfOperator(manifest) ? operatorErrors(manifest) : []))).toEqual([]);
    expect(await unknownFields(theirs)).toBe('');
  });

  it('keeps the policies', async () => {
    expect(await said(policyBreaches)).toEqual([]);
  });

  it('says of each process what the process does: variables, ports, time to end', async () => {
    expect(await said(untruths)).toEqual([]);
  });

  it('gives each name once', () => {
    for (const [from, manifests] of rendered) {
      const names = manifests.map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`);
      expect(names.length, from).toBe(new Set(names).size);
    }
  });
});
