import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listenOrExplain } from './listen.js';

const listen = (port: number) =>
  new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

describe('listenOrExplain', () => {
  it('turns a used port into STARS_PORT_IN_USE with the port and its purpose', async () => {
    const holder = await listen(0);
    const { port } = holder.address() as { port: number };
    await expect(listenOrExplain('HTTP (--http-port)', port, () => listen(port))).rejects.toMatchObject({
      code: 'STARS_PORT_IN_USE',
      field: 'port',
      message: `port ${port} for HTTP (--http-port) is in use by another process`,
    });
    holder.close();
  });

  it('passes every other error on', async () => {
    const error = new Error('no such interface');
    await expect(listenOrExplain('HTTP', 1, () => Promise.reject(error))).rejects.toBe(error);
  });
});
