// Whether a service in this container is ready: `node ready.mjs PORT`. The image has no curl.
import { get as getPlain } from 'node:http';
import { get as getTls } from 'node:https';

// The container asks itself: its certificate is for a name that others use.
const options = { port: process.argv[2], path: '/readyz', rejectUnauthorized: false };
const ask = (get, otherwise) =>
  get(options, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', otherwise);
// A settings file may name a certificate that only the gateway's API uses: the port itself says which it speaks.
ask(getPlain, () => ask(getTls, () => process.exit(1)));
