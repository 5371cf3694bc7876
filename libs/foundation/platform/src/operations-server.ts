import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HealthRegistry } from './health.js';
import { listenOrExplain } from './listen.js';
import type { Metrics } from './metrics.js';

export interface OperationsOptions {
  host: string;
  /** 0 for any free port. */
  port: number;
  /** How the port is set, for the error if it is in use. */
  portSetting: string;
  health: HealthRegistry;
  metrics: Metrics;
}

export interface OperationsServer {
  port: number;
  close(): Promise<void>;
}

/**
 * HTTP endpoints for operators: `/healthz` (liveness), `/readyz` (readiness, else 503) and `/metrics`. Errors: `STARS_PORT_IN_USE`.
 */
export async function openOperations(options: OperationsOptions): Promise<OperationsServer> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    const none = (): void => sendJson(response, 404, { error: 'there is /healthz, /readyz and /metrics' });
    answerOperations(request, response, options)
      .then((answered) => answered || none())
      .catch(() => response.writeHead(500).end());
  });
  await listenOrExplain(`HTTP (${options.portSetting})`, options.port, async () => {
    server.listen(options.port, options.host);
    await once(server, 'listening');
  });
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** Answers if the request is one of an operator: whether it was. Without metrics, `/metrics` is none. */
export async function answerOperations(
  { url }: Pick<IncomingMessage, 'url'>,
  response: ServerResponse,
  { health, metrics }: Pick<OperationsOptions, 'health'> & Partial<Pick<OperationsOptions, 'metrics'>>,
): Promise<boolean> {
  const path = url?.split('?')[0];
  if (path === '/healthz') sendJson(response, 200, { live: true });
  else if (path === '/readyz') {
    const readiness = await health.readiness();
    sendJson(response, readiness.ready ? 200 : 503, readiness);
  } else if (path === '/metrics' && metrics) {
    response.setHeader('content-type', metrics.contentType);
    response.end(await scrape(health, metrics));
  } else return false;
  return true;
}

/** The metrics with the readiness of this moment: who watches metrics sees what balancers see. */
async function scrape(health: HealthRegistry, metrics: Metrics): Promise<string> {
  const { ready: isReady, checks } = await health.readiness();
  const ready = metrics.gauge({ name: 'stars_ready', help: '1 if the process is ready, as `/readyz` says, else 0.' });
  ready.set(Number(isReady));
  const passed = metrics.gauge({
    name: 'stars_check_passed',
    help: '1 for each check of `/readyz` that passes, else 0. A process may be ready without some of them.',
    labels: ['check'],
  });
  for (const [check, { ok }] of Object.entries(checks)) passed.set({ check }, Number(ok));
  return metrics.expose();
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
