/** Between the parts of a name, none of which has it unescaped. */
const SEPARATOR = '~';
const FREE = /^[A-Za-z0-9_.-]$/;

/** Names of a tenant's collections: `PREFIX~TENANT~VERSION`, and `PREFIX~TENANT` for the alias of the one that serves. */
export class CollectionNames {
  constructor(private readonly prefix: string) {}

  serving(tenant: string): string {
    return [this.prefix, tenant].map(escaped).join(SEPARATOR);
  }

  collection(tenant: string, modelVersion: string): string {
    return this.serving(tenant) + SEPARATOR + escaped(modelVersion);
  }

  /** The model version that a collection of the tenant is of; undefined for any other collection. */
  versionOf(tenant: string, name: string): string | undefined {
    const before = this.serving(tenant) + SEPARATOR;
    return name.startsWith(before) ? unescaped(name.slice(before.length)) : undefined;
  }
}

/** Bytes that Qdrant or we treat specially, as `=` and two hexadecimal digits. */
function escaped(part: string): string {
  return Array.from(Buffer.from(part), (byte) => {
    const char = String.fromCharCode(byte);
    return FREE.test(char) ? char : `=${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}

function unescaped(part: string): string {
  const bytes = part.replace(/=([0-9a-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}
