import { ServerCredentials } from '@grpc/grpc-js';
import type { TlsContents } from '@stars/access';

/** TLS of a gRPC server, with certificates that can be changed while connections go on. */
export class TlsCredentials extends ServerCredentials {
  constructor(contents: TlsContents, handshakeTimeout: number) {
    // A client may do without a certificate: then it needs a key.
    const options = { requestCert: contents.ca !== undefined, rejectUnauthorized: false };
    super({ ...options, handshakeTimeout }, contents);
  }

  /** From now on, for new connections. The contents must be known to be usable. */
  use(contents: TlsContents): void {
    this.updateSecureContextOptions(contents);
  }

  _equals(other: ServerCredentials): boolean {
    return other === this;
  }
}
