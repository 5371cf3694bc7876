import { redact } from '@stars/errors';
import { z } from 'zod';
import { addressesIn, hideLogins, Secret, type SecretKind } from './secret.js';
import { configInvalid, type Problem } from './settings/config-invalid.js';

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

/** A setting that is a number within bounds. */
export const numberBetween = (least: number, most: number) => z.coerce.number().min(least).max(most);

/** A setting that is a whole number within bounds. */
export const wholeNumberBetween = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

type Environment = Readonly<Record<string, string | undefined>>;

/** The kind of a setting made by `secret()` or `secretAddress()`; of all other settings undefined. */
export function secretKind(type: unknown): SecretKind | undefined {
  const own = metaOf(type, 'secret');
  return own === 'value' || own === 'address' ? own : undefined;
}

/**
 * When a process uses the new value, without a restart, after the file of a setting has changed: of a secret, the file that
 * `<NAME>_FILE` names. Undefined if it needs a restart. A setting says it by `.meta({ live: 'at the next request' })`.
 */
export function liveWhen(type: unknown): string | undefined {
  const own = metaOf(type, 'live');
  return typeof own === 'string' ? own : undefined;
}

function metaOf(type: unknown, name: string): unknown {
  if (!(type instanceof z.ZodType)) return undefined;
  const own = type.meta()?.[name];
  if (own !== undefined) return own;
  const { innerType, in: inner } = type.def as { innerType?: unknown; in?: unknown };
  return metaOf(innerType ?? inner, name);
}

/**
 * Reads a service's whole configuration from the environment, once, at start. Secrets that are in files are read again when they
 * change. Errors: one `STARS_CONFIG_INVALID` that names every wrong variable and what it should be, never its value.
 * @param more what else is wrong: it gets what was given, before it was parsed.
 */
export function parseConfig<S extends z.ZodObject>(
  schema: S,
  env: Environment,
  more: (given: Readonly<Record<string, unknown>>) => readonly Problem[] = () => [],
) {
  const given: Record<string, unknown> = {};
  const wrong: Problem[] = [];
  for (const [name, type] of Object.entries(schema.shape)) {
    try {
      const value = settingOf(name, secretKind(type), env);
      if (value !== undefined) given[name] = value;
    } catch (error) {
      wrong.push([name, (error as Error).message]);
    }
  }
  const result = schema.safeParse(given);
  for (const { path, message } of result.error?.issues ?? []) {
    wrong.push([path.join('.'), String(path[0]) in given ? message : 'is required']);
  }
  wrong.push(...more(given));
  if (result.success && wrong.length === 0) return result.data as z.infer<S>;
  throw configInvalid(wrong);
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
