import { fileURLToPath } from 'node:url';

/** The folder of the `.proto` files, for reflection: `stars/v1/….proto` lie under it. */
export function protoFolder(): string {
  // The same from src/ and from dist/.
  return fileURLToPath(new URL('../../../../proto', import.meta.url));
}

/** The files of the services, relative to `protoFolder()`; they import all others. */
export const SERVICE_PROTOS = [
  'stars/v1/recommendation_service.proto',
  'stars/v1/event_service.proto',
  'stars/v1/lookup_service.proto',
] as const;
