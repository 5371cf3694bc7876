import { readFileSync } from 'node:fs';
import { kubernetesSchemas } from '@stars/servers';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import type { Manifest } from './manifest.js';

/** Versions of Kubernetes that the chart is checked for: the oldest that it takes, a middle one and a new one. */
export const KUBERNETES = ['1.29', '1.33', '1.37'] as const;

/** npm packages with types and checks that were made of the operators' own definitions, by API group. */
export const OPERATORS: Readonly<Record<string, string>> = {
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'keda.sh': '@kubernetes-models/keda',
  'kafka.strimzi.io': '@kubernetes-models/strimzi-kafka-operator',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

/** API groups of operators that no package has the definitions of: nothing checks their objects. */
const UNCHECKED = ['elasticsearch.k8s.elastic.co', 'redis.redis.opstreelabs.in', 'qdrant.io'];

export const groupOf = ({ apiVersion }: Manifest): string =>
  apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';

interface Definition {
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
}

/** Says what an object has that this version of Kubernetes does not know; an object of an operator is for `operatorErrors`. */
export async function kubernetesErrors(version: string): Promise<(manifest: Manifest) => string[]> {
  const schema = JSON.parse(readFileSync(await kubernetesSchemas(version), 'utf8')) as AnySchemaObject & {
    $id: string;
    $defs: Record<string, Definition>;
  };
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).addSchema(schema);
  const names = new Map<string, string>();
  for (const [name, { 'x-kubernetes-group-version-kind': kinds = [] }] of Object.entries(schema.$defs)) {
    for (const each of kinds) names.set(`${each.group ? `${each.group}/` : ''}${each.version} ${each.kind}`, name);
  }
  return (manifest) => {
    const name = names.get(`${manifest.apiVersion} ${manifest.kind}`);
    if (name === undefined) return [`Kubernetes ${version} has no ${manifest.apiVersion} ${manifest.kind}`];
    const validate = ajv.getSchema(`${schema.$id}#/$defs/${name}`)!;
    if (validate(manifest)) return [];
    return validate.errors!.map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}

export const isOfOperator = (manifest: Manifest): boolean =>
  groupOf(manifest) in OPERATORS || UNCHECKED.includes(groupOf(manifest));

/** What is wrong with an object of an operator. Names that it does not know are for `unknownFields`. */
export async function operatorErrors(manifest: Manifest): Promise<string[]> {
  if (UNCHECKED.includes(groupOf(manifest))) return [];
  const module = (await import(`${OPERATORS[groupOf(manifest)]}/${manifest.apiVersion}/${manifest.kind}`)) as Record<
    string,
    new (
      data: unknown,
    ) => { validate(): void }
  >;
  try {
    new module[manifest.kind]!(manifest).validate();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
