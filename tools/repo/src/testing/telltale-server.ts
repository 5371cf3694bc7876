import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface TelltaleServer {
  port: number;
  stop(): Promise<void>;
}

/**
 * An HTTP server that lets nobody in and repeats what it was sent, credentials included, in the fields where Elasticsearch,
 * Qdrant, OpenAI and S3 have the reason. Careless proxies do that.
 */
export async function startTelltaleHttp(status: number): Promise<TelltaleServer> {
  const server = createHttpServer(async (request, response) => {
    const body = (await buffer(request)).toString().slice(0, 500);
    const { authorization = '' } = request.headers;
    const basic = /^Basic (.*)$/.exec(authorization)?.[1] ?? '';
    const login = Buffer.from(basic, 'base64').toString();
    const reason = `not you: ${request.url} ${JSON.stringify(request.headers)} ${authorization} ${login} ${body}`;
    if (request.headers['x-amz-date'] !== undefined) {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>AccessDenied</Code><Message>${reason.replace(/[<>&]/g, ' ')}</Message></Error>`);
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
    const error = { type: 'security_exception', reason, message: reason };
    response.end(JSON.stringify({ error, status: { error: reason } }));
  });
  return listening(server, () => server.closeAllConnections());
}

/** The same in the protocol of Redis. */
export function startTelltaleRedis(): Promise<TelltaleServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const words = chunk.toString().split('\r\n');
      const said = words.filter((word) => word !== '' && !/^[*$]\d/.test(word)).join(' ');
      socket.write(`-WRONGPASS not you: ${said}\r\n`);
    });
  });
  return listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

async function listening(server: Server, end: () => void): Promise<TelltaleServer> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      end();
      server.close();
      await once(server, 'close');
    },
  };
}
