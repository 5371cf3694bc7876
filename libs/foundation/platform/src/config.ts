import { redact, StarsError } from '@stars/errors';
import { z } from 'zod';
import { addressesIn, hideLogins, Secret, type SecretKind } from './secret.js';

/** A setting that nothing shows. It may be in a file that `<NAME>_FILE` names, as Docker and Kubernetes keep secrets. */
export const secret = () => z.custom<Secret>((value) => value instanceof Secret).meta({ secret: 'value' });

/** The same for an address, or several with commas between them: shown without user, password and query. */
export const secretAddress = () =>
  z
    .custom<Secret>(
      (value) => value instanceof Secret && addressesIn(value.read()).length > 0,
      'is no address such as https://host:port',
    )
    .meta({ secret: 'address' });

type Environment = Readonly<Record<string, string | undefined>>;

/** The kind of a setting made by `secret()` or `secretAddress()`; of all other settings undefined. */
export function secretKind(type: unknown): SecretKind | undefined {
  if (!(type instanceof z.ZodType)) return undefined;
  const own = type.meta()?.['secret'];
  if (own === 'value' || own === 'address') return own;
  const { innerType, in: inner } = type.def as { innerType?: unknown; in?: unknown };
  return secretKind(innerType ?? inner);
}

/**
 * Reads a service's whole configuration from the environment, once, at start. Secrets that are in files are read again when they
 * change. Errors: one `STARS_CONFIG_INVALID` that names every wrong variable and what it should be, never its value.
 */
export function parseConfig<S extends z.ZodObject>(schema: S, env: Environment) {
  const given: Record<string, unknown> = {};
  const wrong: [name: string, problem: string][] = [];
  for (const [name, type] of Object.entries(schema.shape)) {
    try {
      const value = settingOf(name, secretKind(type), env);
      if (value !== undefined) given[name] = value;
    } catch (error) {
      wrong.push([name, (error as Error).message]);
    }
  }
  const result = schema.safeParse(given);
  if (result.success && wrong.length === 0) return result.data as z.infer<S>;
  for (const { path, message } of result.error?.issues ?? []) {
    const name = path.join('.');
    if (wrong.some(([other]) => other === name)) continue;
    wrong.push([name, String(path[0]) in given ? message : 'is required']);
  }
  const problems = wrong.map(([name, problem]) => `${name || '(all)'}: ${problem}`);
  throw new StarsError('STARS_CONFIG_INVALID', `configuration is not valid: ${problems.join('; ')}`, {
    field: [...new Set(wrong.map(([name]) => name))].join(', '),
  });
}

/** Undefined if the environment does not have it. An empty variable is how compose files and charts say "not set". */
function settingOf(name: string, kind: SecretKind | undefined, env: Environment): string | Secret | undefined {
  const value = env[name] || undefined;
  if (kind === undefined) {
    if (value !== undefined) hideLogins(value);
    return value;
  }
  const path = env[`${name}_FILE`] || undefined;
  if (path === undefined) return value === undefined ? undefined : Secret.of(value, kind);
  if (value !== undefined) throw new Error(`is given twice, also by ${name}_FILE`);
  let found: Secret;
  try {
    found = Secret.ofFile(path, kind);
  } catch (error) {
    throw new Error(`the file of ${name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (found.read() === '') throw new Error(`the file of ${name}_FILE is empty`);
  return found;
}

/** The configuration for logs: every value, without secrets. */
export function describeConfig(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown = (value: unknown) =>
    value instanceof Secret ? String(value) : typeof value === 'string' ? redact(value) : value;
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, shown(value)]));
}
