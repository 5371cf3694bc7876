import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Fault {
  /** Closes the connection at once. */
  away?: boolean;
  /** Answers with that status itself. */
  status?: number;
  /** Passes the request on, and closes the connection instead of answering. */
  loseAnswer?: boolean;
  /** Waits before it passes the request on. */
  delayMs?: number;
}

export interface FaultyServer {
  url: string;
  /** Requests that came. */
  readonly requests: number;
  /** Does that to the next requests, then passes them on. */
  next(fault: Fault, requests: number): void;
  stop(): Promise<void>;
}

/** A server before `target` that passes requests on, or does what it is told to. */
export async function startFaultyServer(target: string): Promise<FaultyServer> {
  let [fault, left, requests]: [Fault, number, number] = [{}, 0, 0];
  const server = createServer(async (incoming, answer) => {
    requests++;
    const now = left > 0 ? fault : {};
    left = Math.max(0, left - 1);
    if (now.away) return incoming.destroy();
    const body = await buffer(incoming);
    if (now.status !== undefined) return answer.writeHead(now.status).end();
    if (now.delayMs !== undefined) await sleep(now.delayMs);
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url!, target), { method, headers: { ...headers, host: headers.host } });
    onward.on('error', () => answer.destroy());
    onward.end(body);
    const [reply] = await once(onward, 'response').catch(() => []);
    if (!reply) return;
    if (now.loseAnswer) {
      await buffer(reply);
      return answer.destroy();
    }
    answer.writeHead(reply.statusCode, reply.headers);
    reply.pipe(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    next(which, count) {
      [fault, left] = [which, count];
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
