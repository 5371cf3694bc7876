import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  /** Paths. */
  certFile: string;
  keyFile: string;
  cert: Buffer;
  key: Buffer;
}

const openssl = (...parameters: string[]): void => void execFileSync('openssl', parameters, { stdio: 'ignore' });

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Makes certificates in a folder, by openssl. */
export class CertificateAuthority {
  readonly own: Certificate;

  constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {
    const [certFile, keyFile] = this.#paths('ca');
    openssl('req', '-x509', ...NEW_KEY, '-subj', `/CN=${name}`, '-days', '2', '-keyout', keyFile, '-out', certFile);
    this.own = certificateAt(certFile, keyFile);
  }

  /** @param alternatives Other names of the subject, such as `IP:127.0.0.1,URI:spiffe://shop/till` */
  sign(commonName: string, alternatives: string): Certificate {
    const [certFile, keyFile] = this.#paths(`${commonName}-${alternatives.length}-${Math.random()}`);
    const [request, extensions] = [`${certFile}.csr`, `${certFile}.ext`];
    writeFileSync(extensions, `subjectAltName=${alternatives}\n`);
    openssl('req', '-new', ...NEW_KEY, '-subj', `/CN=${commonName}`, '-keyout', keyFile, '-out', request);
    const by = ['-CA', this.own.certFile, '-CAkey', this.own.keyFile, '-CAcreateserial'];
    openssl('x509', '-req', '-in', request, ...by, '-days', '2', '-extfile', extensions, '-out', certFile);
    return certificateAt(certFile, keyFile);
  }

  #paths(name: string): [string, string] {
    return [join(this.folder, `${this.name}-${name}.crt`), join(this.folder, `${this.name}-${name}.key`)];
  }
}

const certificateAt = (certFile: string, keyFile: string): Certificate => ({
  certFile,
  keyFile,
  cert: readFileSync(certFile),
  key: readFileSync(keyFile),
});
