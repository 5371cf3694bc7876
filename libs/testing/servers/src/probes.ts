import { connect } from 'node:net';
import type { ServerName } from './running-server.js';

const ANSWER_MS = 2000;

/** The first bytes that a server answers to a request, undefined where none come in time. */
function firstAnswer(host: string, port: number, request: Uint8Array): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const end = (answer: Buffer | undefined): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_MS, () => end(undefined));
    socket.on('error', () => end(undefined));
    socket.on('close', () => end(undefined));
    socket.on('data', end);
    socket.write(request);
  });
}

const CORRELATION = 0x53544152;

/** ApiVersions, version 0: what every client asks first. Size, key 18, version, correlation id, no client id. */
function apiVersionsRequest(): Buffer {
  const request = Buffer.alloc(14);
  request.writeInt32BE(10, 0);
  request.writeInt16BE(18, 4);
  request.writeInt32BE(CORRELATION, 8);
  request.writeInt16BE(-1, 12);
  return request;
}

async function kafkaAnswers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${url}`);
  const answer = await firstAnswer(hostname, Number(port), apiVersionsRequest());
  return answer !== undefined && answer.length >= 8 && answer.readInt32BE(4) === CORRELATION;
}

async function redisAnswers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const answer = await firstAnswer(hostname, Number(port || 6379), Buffer.from('PING\r\n'));
  return answer?.toString().startsWith('+PONG') ?? false;
}

async function httpAnswers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

const PROBES: Record<ServerName, (url: string) => Promise<boolean>> = {
  kafka: kafkaAnswers,
  redis: redisAnswers,
  elasticsearch: (url) => httpAnswers(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`),
  seaweedfs: (url) => httpAnswers(url),
  qdrant: (url) => httpAnswers(new URL('readyz', `${url}/`.replace(/\/+$/, '/')).href),
};

/** Whether a server answers its own protocol at that address, within two seconds. Never throws. */
export function answers(name: ServerName, url: string): Promise<boolean> {
  return PROBES[name](url);
}
