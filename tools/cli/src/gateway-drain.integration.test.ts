import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecommendRequest, recommendationClient } from '@stars/contracts';
import { expect, it } from 'vitest';
import { ServiceProcess } from './testing/service-process.js';

/** So many over gRPC that some calls are always in work. */
const CALLERS = { grpc: 40, http: 4 };
const BALANCED = { 'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }) };

// What a client of a Service sees of a rolling restart: the whole of it is `./stars test --all deploy upgrade`.
it('a gateway that drains and ends under load fails no call', async () => {
  const work = mkdtempSync(join(tmpdir(), 'stars-drain-'));
  const gateways = ['leaves', 'stays'].map((name) =>
    ServiceProcess.start('gateway', {
      ...{ STARS_DATA: join(work, name), STARS_STACK: 'embedded', STARS_DRAIN_SECONDS: '2' },
      ...{ STARS_CALLER_LIMIT: '1000000', STARS_TENANT_LIMIT: '1000000' },
    }),
  );
  const [leaves, stays] = gateways as [ServiceProcess, ServiceProcess];
  try {
    const ports = (await Promise.all(gateways.map((gateway) => gateway.says('serving')))) as {
      grpcPort?: number;
      httpPort?: number;
    }[];
    const client = recommendationClient(
      `ipv4:${ports.map(({ grpcPort }) => `127.0.0.1:${grpcPort}`).join()}`,
      BALANCED,
    );
    const request = RecommendRequest.fromPartial({ userId: 'u', k: 1 });
    const failures: string[] = [];
    let [answers, goesOn] = [0, true];
    const callAgain = async (call: () => Promise<unknown>): Promise<void> => {
      while (goesOn) {
        await call().then(
          () => answers++,
          (error: Error) => failures.push(`${error.message} ${error.cause ?? ''}`),
        );
      }
    };
    const overHttp = () => {
      let { httpPort } = ports[0]!;
      return async () => {
        const response = await fetch(`http://127.0.0.1:${httpPort}/v1/recommend?user_id=u&k=1`);
        if (!response.ok) throw new Error(await response.text());
        await response.arrayBuffer();
        if (response.headers.get('connection') === 'close') ({ httpPort } = ports[1]!);
      };
    };
    const calling = [
      ...Array.from({ length: CALLERS.grpc }, () => callAgain(() => client.recommend(request))),
      ...Array.from({ length: CALLERS.http }, () => callAgain(overHttp())),
    ];
    const more = async (count: number): Promise<void> => {
      const wanted = answers + count;
      await expect.poll(() => answers, { timeout: 60_000 }).toBeGreaterThan(wanted);
    };
    await more(100);
    expect(await leaves.stop(), leaves.output).toBe(0);
    await more(100);
    goesOn = false;
    await Promise.all(calling);
    client.close();
    expect(failures).toEqual([]);
    expect(await stays.stop()).toBe(0);
  } finally {
    for (const { child } of gateways) child.kill('SIGKILL');
    rmSync(work, { recursive: true, force: true });
  }
});
