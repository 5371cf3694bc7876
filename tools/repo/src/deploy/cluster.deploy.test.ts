// @module-tag long

import { kubeApiserverIsBuilt } from '@stars/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHART, type Manifest, partOf, renderChart, valueParameters } from './testing/manifest.js';
import { TestCluster } from './testing/test-cluster.js';

/** Built by `./stars test --all deploy cluster`, which takes half an hour; other runs do without. */
const isHere = process.env['STARS_TEST_ALL'] !== undefined || kubeApiserverIsBuilt();

const BEFORE = { files: ['values-dev.yaml'], values: { 'trainer.cron': '0 3 * * *' } };
/** Another kind of trainer, a service more, and one less of much else. */
const AFTER = {
  files: ['values-1m.yaml'],
  values: {
    // A claim stays as it was made.
    ...{ 'models.url': '', 'models.claim.accessMode': 'ReadWriteOnce', 'models.claim.size': '5Gi', 'trainer.cron': '' },
    ...{ 'archiver.enabled': true, 'ingress.enabled': true, 'gateway.autoscaling.enabled': true },
    ...{ 'serviceMonitor.enabled': true, 'prometheusRules.enabled': true, podDisruptionBudgets: false },
    ...{
      'networkPolicies.callersFrom': [{ podSelector: {} }],
      'networkPolicies.monitoringFrom': [{ podSelector: {} }],
    },
    ...{ 'embedder.autoscaling.enabled': true, 'strimzi.enabled': true },
  },
};

describe.skipIf(!isHere)('the chart at an API server of Kubernetes', () => {
  let cluster: TestCluster;
  let wanted: Record<'before' | 'after', string[]>;

  beforeAll(async () => {
    const [before, after] = [await renderChart(BEFORE), await renderChart(AFTER)];
    wanted = { before: lasting(before), after: lasting(after) };
    cluster = await TestCluster.start();
    // Kinds of operators: their fields are checked by `chart.deploy.test.ts`.
    await cluster.define([...before, ...after]);
  }, 3 * 3_600_000);
  afterAll(() => cluster?.stop());

  it('is installed, within the policy `restricted`', async () => {
    const said = await cluster.helm(['install', 'shop', CHART, ...valueParameters(BEFORE)]);
    expect(said).not.toMatch(/would violate PodSecurity/);
    expect(await cluster.objects()).toEqual(wanted.before);
  });

  it('is upgraded: what is no longer wanted goes', async () => {
    const said = await cluster.helm(['upgrade', 'shop', CHART, ...valueParameters(AFTER)]);
    expect(said).not.toMatch(/would violate PodSecurity/);
    expect(await cluster.objects()).toEqual(kept(wanted.before, wanted.after));
  });

  it('is rolled back', async () => {
    await cluster.helm(['rollback', 'shop', '1']);
    expect(await cluster.objects()).toEqual(kept(wanted.after, wanted.before));
  });

  it('migrates stores before the first service, after those that it makes itself, and before it is rolled back', () => {
    const archiver = 'deployment.apps/shop-stars-archiver';
    const [install, upgrade, rollback] = cluster.besideJobs;
    expect(install).toEqual([]);
    expect(upgrade).toContain(archiver);
    expect(rollback).toEqual(upgrade);
  });

  it('goes back by an upgrade where a claim had left the release: helm cannot roll that back', async () => {
    const elsewhere = { ...AFTER, values: { ...AFTER.values, 'models.url': 's3://shop/models' } };
    await cluster.helm(['upgrade', 'shop', CHART, ...valueParameters(elsewhere)]);
    await cluster.helm(['upgrade', 'shop', CHART, ...valueParameters(BEFORE)]);
    expect(await cluster.objects()).toEqual(kept(wanted.after, wanted.before));
  });

  it('is uninstalled: only claims stay, with the data of trainings', async () => {
    await cluster.helm(['uninstall', 'shop']);
    const left = await cluster.objects();
    expect(left).toEqual(left.filter((name) => name.startsWith('PersistentVolumeClaim ')));
    expect(left).toEqual(kept(wanted.after, wanted.before).filter((name) => left.includes(name)));
  });
});

/** Objects that stay after an install, as `cluster.objects` names them. Those of hooks go once they have succeeded. */
const lasting = (manifests: readonly Manifest[]): string[] =>
  manifests
    .filter(({ metadata }) => metadata.annotations?.['helm.sh/hook'] === undefined)
    .map((manifest) => `${manifest.kind} ${manifest.metadata.name} (${partOf(manifest)})`)
    .sort();

/** The chart lets claims stay that a release no longer has. */
const kept = (before: readonly string[], after: readonly string[]): string[] =>
  [...new Set([...after, ...before.filter((name) => name.startsWith('PersistentVolumeClaim '))])].sort();
