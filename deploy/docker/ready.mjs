// Whether a service in this container is ready: `node ready.mjs PORT`. The image has no curl.
import { get as getPlain } from 'node:http';
import { get as getTls } from 'node:https';
import { takeSettings } from '@stars/platform/settings';

await takeSettings(process.env);
// The container asks itself: its certificate is for a name that others use.
const options = { port: process.argv[2], path: '/readyz', rejectUnauthorized: false };
const get = process.env.STARS_TLS_CERT_FILE ? getTls : getPlain;
get(options, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1));
