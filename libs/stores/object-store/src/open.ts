import { fileURLToPath } from 'node:url';
import { StarsError } from '@stars/errors';
import { parseConfig } from '@stars/platform';
import { z } from 'zod';
import { FolderObjectStore } from './folder-object-store.js';
import type { ObjectStore } from './port.js';
import { s3Environment } from './s3-environment.js';
import { S3ObjectStore } from './s3-object-store.js';

/**
 * Opens the object store that a setting names: a folder's path, `file:///path`, or `s3://bucket/prefix`. Nothing is asked yet.
 *
 * For S3, keys and region come from the usual variables (`s3Environment`) and files of AWS. A server that is not Amazon's is
 * addressed by path.
 * Errors: `STARS_CONFIG_INVALID`, with `field` as its field.
 */
export function openObjectStore(
  location: string,
  { field, env = process.env }: { field?: string; env?: NodeJS.ProcessEnv } = {},
): ObjectStore {
  const wrong = (why: string) =>
    new StarsError('STARS_CONFIG_INVALID', `${JSON.stringify(location)} ${why}`, field ? { field } : {});
  if (location === '') throw wrong('names no place for objects');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(location)?.[1]?.toLowerCase();
  if (scheme === undefined) return new FolderObjectStore(location);
  if (scheme === 'file') {
    try {
      return new FolderObjectStore(fileURLToPath(location));
    } catch (cause) {
      throw wrong(`is no path of this machine: ${(cause as Error).message}`);
    }
  }
  if (scheme !== 's3') throw wrong('is neither a folder nor file:///path nor s3://bucket/prefix');
  const [bucket = '', ...rest] = location.slice('s3://'.length).split('/');
  if (bucket === '') throw wrong('names no bucket');
  const config = parseConfig(z.object(s3Environment), env);
  const endpoint = (config.AWS_ENDPOINT_URL_S3 ?? config.AWS_ENDPOINT_URL)?.read();
  const region = config.AWS_REGION ?? config.AWS_DEFAULT_REGION ?? (endpoint ? 'us-east-1' : undefined);
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key, AWS_SESSION_TOKEN: token } = config;
  const credentials = id && key ? { id, key, token } : undefined;
  return new S3ObjectStore({ bucket, prefix: rest.filter(Boolean).join('/'), endpoint, region, credentials });
}
