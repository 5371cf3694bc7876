import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretKind } from '@stars/platform';
import type { z } from 'zod';
import { ALL_SETTINGS, describedBy, READERS } from './configuration-page.js';

export const CHART_SCHEMA = 'deploy/helm/stars/values.schema.json';

/** The chart sets these itself, so that they fit its ports, volumes and grace periods; and it has no second way, by a file. */
const OF_THE_CHART = /^STARS_(CONFIG|STACK|DATA|HOST|DRAIN_SECONDS|MODELS|\w+_PORT)$/;

interface ChartSchema {
  $defs: Record<string, { propertyNames?: { enum: string[] }; properties?: Record<string, object> }>;
}

/** The schema of the chart's values, with the settings that each service reads as they are now. */
export function chartSchema(root: string): string {
  const schema = JSON.parse(readFileSync(join(root, CHART_SCHEMA), 'utf8')) as ChartSchema;
  const services = Object.entries(READERS).filter(([reader]) => reader !== './stars');
  const shapes = Object.fromEntries([...services, ['tools', READERS['./stars']!]]);
  const shared = Object.entries(services[0]![1]).filter(([name]) => services.every(([, shape]) => name in shape));
  shapes['every'] = Object.fromEntries(shared);
  for (const [reader, shape] of Object.entries(shapes)) {
    const names = Object.keys(shape).filter((name) => !OF_THE_CHART.test(name));
    // Secrets, and files that are mounted like them.
    const secrets = names.filter((name) => secretKind(shape[name]) || name.endsWith('_FILE'));
    // An address has no password where a store asks for none.
    const plain = names.filter((name) => secretKind(shape[name]) !== 'value');
    schema.$defs[`${reader}Settings`]!.propertyNames = { enum: plain };
    schema.$defs[`${reader}Secrets`]!.propertyNames = { enum: secrets };
  }
  const settable = Object.entries(ALL_SETTINGS).filter(
    ([name, type]) => !OF_THE_CHART.test(name) && secretKind(type) !== 'value',
  );
  schema.$defs['settings']!.properties = Object.fromEntries(
    settable.map(([name, type]) => [name, { description: type.description, ...valuesOf(type) }]),
  );
  // A list of texts is one line.
  const text = JSON.stringify(schema, null, 2).replaceAll(/\[\n\s+("[^\]]*")\n\s+\]/g, (_, list: string) => {
    return `[${list.replaceAll(/\n\s+/g, ' ')}]`;
  });
  return `${text}\n`;
}

/** What a values file may say for a setting: numbers and flags as they are, or as the text that the process gets. */
function valuesOf(setting: z.ZodType): object {
  if (secretKind(setting)) return { type: 'string' };
  const { type = 'string', enum: allowed, minimum, maximum, exclusiveMinimum, pattern, not } = describedBy(setting);
  if (not) return { not };
  if (allowed) return { enum: allowed };
  const isOpen = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER;
  return {
    type: type === 'string' ? ['string', 'number', 'boolean'] : [type, 'string'],
    ...{ minimum, exclusiveMinimum, maximum: isOpen ? undefined : maximum, pattern },
  };
}
