import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseFault } from './client-cases.js';

export interface CaseServer {
  /** What the client of a case is given. */
  urlOf(place: string): string;
  /** Requests of a case so far. */
  requestsOf(place: string): number;
  stop(): Promise<void>;
}

/** A server before the gateway. A path begins with the place of a case, whose faults its first requests get. */
export async function startCaseServer(
  target: string,
  faults: ReadonlyMap<string, readonly CaseFault[]>,
): Promise<CaseServer> {
  const requests = new Map<string, number>();
  const server = createServer(async (incoming, answer) => {
    const [, place = '', path] = /^\/([^/]+)(\/.*)$/.exec(incoming.url!) ?? [];
    const before = requests.get(place) ?? 0;
    requests.set(place, before + 1);
    const fault = faults.get(place)?.[before] ?? {};
    if (fault.away) return incoming.destroy();
    const body = await buffer(incoming);
    if (fault.status !== undefined) {
      const { status, retry_after: hint } = fault;
      return answer.writeHead(status, hint === undefined ? {} : { 'retry-after': String(hint) }).end(fault.body);
    }
    // A client that left hears nothing any more.
    if (fault.delay_ms !== undefined) await sleep(fault.delay_ms, undefined, { ref: false });
    await passOn(new URL(path!, target), incoming, body, answer, fault.lose_answer ?? false);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (place) => `http://127.0.0.1:${port}/${place}`,
    requestsOf: (place) => requests.get(place) ?? 0,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function passOn(
  url: URL,
  { method, headers }: IncomingMessage,
  body: Buffer,
  answer: ServerResponse,
  loseAnswer: boolean,
): Promise<void> {
  const onward = request(url, { method, headers: { ...headers, host: url.host } });
  onward.on('error', () => answer.destroy());
  onward.end(body);
  const [reply] = (await once(onward, 'response').catch(() => [])) as [IncomingMessage?];
  if (!reply) return;
  if (loseAnswer) {
    await buffer(reply);
    answer.destroy();
    return;
  }
  answer.writeHead(reply.statusCode!, reply.headers);
  reply.pipe(answer);
}
