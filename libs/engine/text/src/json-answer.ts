import { createHash } from 'node:crypto';
import type { z } from 'zod';

/** A JSON schema of an object with these properties and no others. */
export const jsonObject = (properties: Record<string, unknown>): Record<string, unknown> => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});

/** Digest of a prompt's rules: other rules give other answers. */
export const rulesDigest = (rules: string): string => createHash('sha256').update(rules).digest('hex').slice(0, 12);

/** A user message: data as JSON within tags of this name, which no text of the data can close. */
export const dataMessage = (tag: string, data: unknown): string =>
  `<${tag}>\n${JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e')}\n</${tag}>`;

/** A model's answer; undefined if it is not JSON of this shape. */
export function readJsonAnswer<T>(content: string | undefined, shape: z.ZodType<T>): T | undefined {
  // Some servers put fences around the JSON although a schema is requested.
  const body = (content ?? '').trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/u, '$1');
  try {
    return shape.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
