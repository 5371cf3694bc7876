import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { StarsError } from '@stars/errors';
import { followFiles, type Logger } from '@stars/platform';
import type { AccessSettings } from './access-settings.js';

/** What a server needs for TLS, as PEM. */
export interface TlsContents {
  cert: string;
  key: string;
  /** Authorities of client certificates; absent: none is asked for. */
  ca?: string;
}

/** The certificates of the API's servers. */
export class TlsFiles {
  readonly contents: TlsContents;
  readonly #read: readonly Buffer[];

  private constructor(
    private readonly paths: readonly string[],
    private readonly logger: Logger,
  ) {
    this.#read = paths.map(readOrExplain);
    this.contents = usable(this.#read);
  }

  /** Undefined if the settings, without `accessProblems`, name no certificate. Errors: `STARS_CONFIG_INVALID`. */
  static open(settings: AccessSettings, logger: Logger): TlsFiles | undefined {
    const { STARS_TLS_CERT_FILE: cert, STARS_TLS_KEY_FILE: key, STARS_TLS_CLIENT_CA_FILE: ca } = settings;
    if (cert === undefined || key === undefined) return undefined;
    return new TlsFiles([cert, key, ...(ca ? [ca] : [])], logger);
  }

  /** Calls back with what new connections are to use, whenever a file has changed. What is of no use is logged and left out. */
  follow(onChange: (contents: TlsContents) => void): () => Promise<void> {
    const { logger, paths } = this;
    const use = (read: readonly Buffer[]): void => {
      onChange(usable(read));
      logger.info({ paths }, 'the certificates have changed, and new connections use them');
    };
    const onError = (err: unknown): void =>
      logger.error({ err, paths }, 'the certificates are of no use: those before stay');
    return followFiles(paths, this.#read, use, onError);
  }
}

function readOrExplain(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw invalid('STARS_TLS', `the file ${path} for TLS cannot be read: ${(cause as Error).message}`, cause);
  }
}

/** A key that is not the certificate's would break every connection: also for a moment, while both files are changed. */
function usable([cert, key, ca]: readonly Buffer[]): TlsContents {
  const contents = { cert: String(cert), key: String(key), ...(ca ? { ca: String(ca) } : {}) };
  try {
    createSecureContext(contents);
  } catch (cause) {
    throw invalid('STARS_TLS', `certificate, key and authority cannot be used: ${(cause as Error).message}`, cause);
  }
  return contents;
}

const invalid = (field: string, message: string, cause?: unknown): StarsError =>
  new StarsError('STARS_CONFIG_INVALID', message, { field, cause });
