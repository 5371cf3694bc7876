import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StarsError } from '@stars/errors';
import { parse } from 'yaml';
import type { ServerName } from './running-server.js';

export interface ComposeService {
  image: string;
  build?: { target: string };
  environment?: Record<string, string | number>;
  command?: string[];
  ports?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}

const COMPOSE_FILE = fileURLToPath(new URL('../../../../docker-compose.yml', import.meta.url));

/** The services of docker-compose.yml, its merge keys resolved. */
export function composeServices(path = COMPOSE_FILE): Record<string, ComposeService> {
  const { services } = parse(readFileSync(path, 'utf8'), { merge: true }) as {
    services: Record<string, ComposeService>;
  };
  return services;
}

/** The image of a server, with its version: written in docker-compose.yml and nowhere else. */
export function imageOf(server: ServerName): string {
  const image = composeServices()[server]?.image;
  if (!image) throw new StarsError('STARS_INTERNAL', `docker-compose.yml has no image of ${server}`);
  return image;
}
