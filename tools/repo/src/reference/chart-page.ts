import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { CHART_SCHEMA } from './chart-schema.js';
import { code, page, table } from './markdown.js';

/** A value, or a group of them. */
interface DescribedValue {
  description: string;
  $ref?: string;
  properties?: Record<string, DescribedValue>;
}

const SERVICE = '#/$defs/service';
/** A longer default is left to `values.yaml`. */
const LONGEST = 60;

const INTRODUCTION = `[How to run on Kubernetes](../../../docs/how-to/run-on-kubernetes.md) installs it, step by step. \`values-dev.yaml\`, \`values-1m.yaml\` and \`values-10m.yaml\` are for [sizes](../../../docs/explanation/sizing-on-kubernetes.md). \`env\` and \`secrets\` have the names of the [configuration](../../../docs/reference/configuration.md). Helm refuses a value that is not here.`;

/** The README of the chart: all its values. */
export function chartPage(root: string): string {
  const schema = JSON.parse(readFileSync(join(root, CHART_SCHEMA), 'utf8')) as DescribedValue & {
    $defs: { service: DescribedValue };
  };
  const values = parse(readFileSync(join(root, dirname(CHART_SCHEMA), 'values.yaml'), 'utf8')) as object;
  const services = Object.entries(schema.properties!).filter(([, { $ref }]) => $ref === SERVICE);
  return page('The chart of STARS', '`values.schema.json` and `values.yaml`', [
    INTRODUCTION,
    '## All values',
    table(['value', 'default', 'meaning'], rowsOf(schema, values)),
    '## What each service has',
    `Of ${services.map(([name]) => code(name)).join(', ')}. Their defaults are in \`values.yaml\`.`,
    table(
      ['value', 'meaning'],
      Object.entries(schema.$defs.service.properties!).map(([name, { description }]) => [code(name), description]),
    ),
  ]);
}

function rowsOf({ properties = {} }: DescribedValue, defaults: object, path = ''): string[][] {
  return Object.entries(properties).flatMap(([name, value]) => {
    const standard = (defaults as Record<string, unknown>)[name];
    const text = value.properties || standard === undefined ? '' : JSON.stringify(standard);
    const shown = text.length > LONGEST ? 'see `values.yaml`' : code(text);
    const within = rowsOf(value, (standard ?? {}) as object, `${path}${name}.`);
    return [[code(path + name), shown, value.description], ...within];
  });
}
