import { StarsError } from '@stars/errors';
import type { z } from 'zod';

/** Errors: `STARS_INVALID_FIELD` with the path of the first field that is wrong. */
export function checked<In extends z.ZodObject>(input: In, given: unknown): z.output<In> {
  const { success, data, error } = input.safeParse(given);
  if (success) return data;
  const [{ path, message, ...issue }] = error.issues as [z.core.$ZodIssue];
  const steps = issue.code === 'unrecognized_keys' ? [...path, issue.keys[0]!] : path;
  const field = steps
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .slice(1);
  throw new StarsError('STARS_INVALID_FIELD', `${field}: ${message}`, { field });
}
