import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterAll, expect, it, vi } from 'vitest';
import { Secret } from './secret.js';
import { trustAuthorities } from './trust-authorities.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-trust-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Paths of a certificate for this machine, and its key. */
function selfSigned(name: string) {
  const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { cert, key };
}

it('trusts the authorities that the file has now, until it ends', async () => {
  const [store, stranger] = [selfSigned('store'), selfSigned('stranger')];
  const server = createServer({ cert: readFileSync(store.cert), key: readFileSync(store.key) }, (socket) =>
    socket.end(),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const meet = () => once(connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }).resume(), 'end');
  const authorities = join(folder, 'authorities.pem');
  copyFileSync(stranger.cert, authorities);
  const end = trustAuthorities(Secret.ofFile(authorities));
  try {
    await expect(meet()).rejects.toThrow(/self-signed/);
    copyFileSync(store.cert, authorities);
    await vi.waitFor(meet, { timeout: 10_000, interval: 100 });
  } finally {
    end();
  }
  await expect(meet()).rejects.toThrow(/self-signed/);
  server.close();
});
