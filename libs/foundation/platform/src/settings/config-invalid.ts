import { StarsError } from '@stars/errors';

/** What is wrong with one setting, without its value. */
export type Problem = readonly [name: string, problem: string];

/** That a setting is missing where another one is given. */
export const neededWith = (
  given: Readonly<Record<string, unknown>>,
  name: string,
  ...others: readonly string[]
): Problem[] =>
  given[name] === undefined
    ? others.filter((other) => given[other] !== undefined).map((other) => [name, `is needed with ${other}`])
    : [];

/** One `STARS_CONFIG_INVALID` for all problems; its field has every name once. Of several problems of a name, the first counts. */
export function configInvalid(problems: readonly Problem[]): StarsError {
  const byName = new Map<string, string>();
  for (const [name, problem] of problems) if (!byName.has(name)) byName.set(name, problem);
  const text = [...byName].map(([name, problem]) => `${name || '(all)'}: ${problem}`).join('; ');
  return new StarsError('STARS_CONFIG_INVALID', `configuration is not valid: ${text}`, {
    field: [...byName.keys()].join(', '),
  });
}
