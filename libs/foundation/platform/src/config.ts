import { StarsError } from '@stars/errors';
import { z } from 'zod';

/** A string that `describeConfig` never shows. */
export const secret = () => z.string().min(1).meta({ secret: true });

/**
 * Reads a service's whole configuration from the environment, once, at start.
 * Errors: one `STARS_CONFIG_INVALID` that names every wrong variable and what it should be, never its value.
 */
export function parseConfig<S extends z.ZodObject>(schema: S, env: Readonly<Record<string, string | undefined>>) {
  // An empty variable is how compose files and charts say "not set".
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) =>
      env[name] === undefined || env[name] === '' ? [] : [[name, env[name]]],
    ),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data as z.infer<S>;
  const problems = result.error.issues.map((issue) => {
    const name = issue.path.join('.') || '(all)';
    return `${name}: ${String(issue.path[0]) in given ? issue.message : 'is required'}`;
  });
  const fields = [...new Set(result.error.issues.map((issue) => issue.path.join('.')))].join(', ');
  throw new StarsError('STARS_CONFIG_INVALID', `configuration is not valid: ${problems.join('; ')}`, { field: fields });
}

/** The configuration for logs: every value except those of `secret()`. */
export function describeConfig<S extends z.ZodObject>(schema: S, config: z.infer<S>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config as Record<string, unknown>).map(([name, value]) => [
      name,
      value !== undefined && isSecret(schema.shape[name]) ? '[secret]' : value,
    ]),
  );
}

function isSecret(type: unknown): boolean {
  if (!(type instanceof z.ZodType)) return false;
  if (type.meta()?.['secret'] === true) return true;
  const inner = (type.def as { innerType?: unknown; in?: unknown }).innerType ?? (type.def as { in?: unknown }).in;
  return inner !== undefined && isSecret(inner);
}
