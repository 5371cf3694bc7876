import { randomUUID } from 'node:crypto';
import type { ServedModel, ServeRequest } from '@stars/contracts';
import { StarsError } from '@stars/errors';

type Target = NonNullable<ServeRequest['target']>;

/** A request for a version to serve, with an id of its own. @param now ms since 1970 */
export const newServeRequest = (
  tenantId: string,
  target: Target,
  { force, now }: { force: boolean; now: number },
): ServeRequest => ({ tenantId, requestId: randomUUID(), time: new Date(now), target, force });

/** What asks for the version before the one that serves. Errors: `STARS_MODEL_NOT_READY` if none serves; `STARS_NOT_FOUND` if none is kept. */
export function rollBackOf(served: ServedModel | undefined): Target {
  if (!served) {
    const text = 'no model serves yet: ./stars train makes one, and ./stars up lets it serve';
    throw new StarsError('STARS_MODEL_NOT_READY', text);
  }
  if (served.before.length === 0) {
    throw new StarsError('STARS_NOT_FOUND', `no version from before ${served.version} is kept`);
  }
  return { $case: 'rollBack', value: served.version };
}
