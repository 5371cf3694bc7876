import { X509Certificate } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { StarsError } from '@stars/errors';
import { Secret } from './secret.js';

/** Between two looks at a file, ms. */
const LOOK_MS = 1000;

let known: string[] | undefined;
/** What this thread trusts beside them, by the secrets that hold it. */
const added = new Map<Secret, { text: string; certificates: string[] }>();

/**
 * Lets all new connections of this thread trust the authorities of a PEM text, beside those that Node knows, and follows its file.
 * Returns what ends it. Errors: `STARS_CONFIG_INVALID` if it has no certificate.
 */
export function trustAuthorities(given: string | Secret): () => void {
  const pem = Secret.of(given);
  const take = (text: string): void => {
    added.set(pem, { text, certificates: certificatesIn(text) });
    apply();
  };
  take(pem.read());
  const looking = setInterval(() => {
    const text = pem.read();
    if (text === added.get(pem)?.text) return;
    try {
      take(text);
    } catch {
      // It is being written: those before stay.
    }
  }, LOOK_MS).unref();
  return () => {
    clearInterval(looking);
    added.delete(pem);
    apply();
  };
}

function apply(): void {
  known ??= getCACertificates('default');
  setDefaultCACertificates([...known, ...[...added.values()].flatMap(({ certificates }) => certificates)]);
}

function certificatesIn(text: string): string[] {
  const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    if (found.length === 0) throw new Error('there is none');
    for (const certificate of found) new X509Certificate(certificate);
    return found;
  } catch (cause) {
    const field = 'STARS_STORE_CA_FILE';
    throw new StarsError('STARS_CONFIG_INVALID', `${field} has no certificate: ${(cause as Error).message}`, {
      field,
      cause,
    });
  }
}
