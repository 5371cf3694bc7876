import { describe, expect, it } from 'vitest';
import { untruths } from './testing/chart-facts.js';
import { type Manifest, named, podOf, renderChart } from './testing/manifest.js';
import { policyBreaches } from './testing/policies.js';
import { KUBERNETES, kubernetesErrors, operatorErrors } from './testing/schemas.js';
import { unknownFields } from './testing/unknown-fields.js';

describe('what the checks find', () => {
  const changes: [string, (manifest: Manifest) => void, RegExp][] = [
    ['root', ({ spec }) => delete spec.template.spec.securityContext.runAsNonRoot, /root/],
    ['privileges', (m) => Object.assign(podOf(m)!.containers[0]!.securityContext!, { privileged: true }), /privileged/],
    ['a path of the host', (m) => podOf(m)!.volumes!.push({ name: 'x', hostPath: { path: '/' } }), /hostPath/],
    ['no limits', (m) => delete podOf(m)!.containers[0]!.resources!.limits, /limits/],
    ['latest', (m) => Object.assign(podOf(m)!.containers[0]!, { image: 'stars:latest' }), /version/],
    ['no probe', (m) => delete podOf(m)!.containers[0]!.livenessProbe, /livenessProbe/],
    [
      'a misspelled field',
      (m) => Object.assign(podOf(m)!.containers[0]!, { imagePullPolice: 'Always' }),
      /imagePullPolice/,
    ],
    ['an unknown variable', (m) => podOf(m)!.containers[0]!.env!.push({ name: 'STARS_X', value: '1' }), /STARS_X/],
    [
      'a variable of another service',
      (m) => podOf(m)!.containers[0]!.env!.push({ name: 'STARS_TAGGER_BATCH', value: '9' }),
      /STARS_TAGGER_BATCH/,
    ],
    [
      'a wrong value',
      (m) => podOf(m)!.containers[0]!.env!.push({ name: 'STARS_CALLER_LIMIT', value: 'x' }),
      /CALLER_LIMIT/,
    ],
    [
      'a port that nobody has',
      (m) => Object.assign(podOf(m)!.containers[0]!.ports![0]!, { containerPort: 1 }),
      /listen on 1/,
    ],
    [
      'a probe of the API',
      (m) => Object.assign(podOf(m)!.containers[0]!.readinessProbe!.httpGet, { port: 'http' }),
      /health at the port/,
    ],
    [
      'too little time',
      (m) => Object.assign(podOf(m)!, { terminationGracePeriodSeconds: 40 }),
      /before it has drained/,
    ],
  ];

  it.each(changes)('%s', async (_, change, found) => {
    const gateway = structuredClone(await named('default', 'Deployment', 'gateway'));
    const errors = await kubernetesErrors(KUBERNETES[0]);
    const all = (manifest: Manifest) => [...policyBreaches(manifest), ...untruths(manifest), ...errors(manifest)];
    expect(all(gateway)).toEqual([]);
    change(gateway);
    expect(all(gateway).join('\n')).toMatch(found);
  });

  it('a schedule whose Jobs never end', async () => {
    const cron = structuredClone(await named('the trainer by a clock of Kubernetes', 'CronJob', 'trainer'));
    expect(policyBreaches(cron)).toEqual([]);
    delete cron.spec.jobTemplate.spec.activeDeadlineSeconds;
    expect(policyBreaches(cron)).toEqual(['may run for ever']);
  });

  it('fields that operators do not know', async () => {
    const scaled = structuredClone(await named('embedder.autoscaling.enabled: true', 'ScaledObject', 'embedder'));
    Object.assign(scaled.spec, { maxReplicaCont: 3 });
    expect(await unknownFields([scaled])).toContain('maxReplicaCont');
    scaled.spec.triggers[0].metadata = 'none';
    expect(await operatorErrors(scaled)).not.toEqual([]);
  });

  it('values that the chart does not have', async () => {
    await expect(renderChart({ values: { 'gateway.replica': 3 } })).rejects.toThrow(/replica/);
    await expect(renderChart({ values: { 'embedder.replicas': 9 } })).rejects.toThrow('STARS_KAFKA_PARTITIONS');
  });
});
