export const UCP_VERSION = '2026-04-08';

const [SEARCH, LOOKUP] = ['dev.ucp.shopping.catalog.search', 'dev.ucp.shopping.catalog.lookup'];
const UCP = `https://ucp.dev/${UCP_VERSION}`;

/** What a shop says of itself at `/.well-known/ucp`. @param endpoint where platforms reach the paths of the REST binding */
export function ucpProfile(endpoint: string): object {
  const version = UCP_VERSION;
  const service = {
    version,
    spec: `${UCP}/specification/overview`,
    transport: 'rest',
    schema: `${UCP}/services/shopping/rest.openapi.json`,
    endpoint,
  };
  const capability = (name: string) => [
    { version, spec: `${UCP}/specification/catalog/${name}`, schema: `${UCP}/schemas/shopping/catalog_${name}.json` },
  ];
  return {
    ucp: {
      version,
      services: { 'dev.ucp.shopping': [service] },
      capabilities: { [SEARCH]: capability('search'), [LOOKUP]: capability('lookup') },
      payment_handlers: {},
    },
  };
}

const answered = (capability: string) => ({
  version: UCP_VERSION,
  capabilities: { [capability]: [{ version: UCP_VERSION }] },
});

/** What an answer says of the protocol. */
export const SEARCHED = answered(SEARCH);
export const LOOKED_UP = answered(LOOKUP);
