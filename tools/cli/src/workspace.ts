import { fileURLToPath } from 'node:url';

/** The repository's root: `dist/workspace.js` lies three folders below it. */
export const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));
