/** The part of a certificate as Node reads it that names its subject. */
export interface NamedCertificate {
  subject?: { CN?: string | string[] | undefined } | undefined;
  subjectaltname?: string | undefined;
}

/** Names of the subject of a certificate: its CN, and its DNS names and URIs. A name with quotes or commas is left out. */
export function certificateNames({ subject, subjectaltname = '' }: NamedCertificate): string[] {
  const alternatives = subjectaltname.includes('"') ? [] : subjectaltname.split(', ');
  const names = alternatives.flatMap((each) => /^(?:DNS|URI):(.+)$/.exec(each)?.[1] ?? []);
  const { CN: commonName } = subject ?? {};
  return [...(typeof commonName === 'string' ? [commonName] : []), ...names];
}
