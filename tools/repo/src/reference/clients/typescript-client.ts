import type { ClientCall, ClientModel, FieldType } from './client-model.js';

const HEAD = '// Made from the API by `node tools/repo/scripts/generate-reference.mjs`. Do not edit it.\n';

/** `types.ts` of the client for TypeScript. */
export function typescriptTypes({ enums, messages }: ClientModel): string {
  const named = [
    ...enums.map(({ name, comment, values }) => {
      return `${doc(comment)}export type ${name} = ${values.map((value) => `'${value}'`).join(' | ')};\n`;
    }),
    ...messages.map(({ name, comment, fields }) => {
      if (fields.length === 0) return `${doc(comment)}export type ${name} = Record<string, never>;\n`;
      const lines = fields.map(
        (field) => `${doc(field.comment, '  ')}  ${field.name}${field.required ? '' : '?'}: ${written(field.type)};\n`,
      );
      return `${doc(comment)}export interface ${name} {\n${lines.join('')}}\n`;
    }),
  ];
  return [HEAD, ...named].join('\n');
}

/** `api-calls.ts` of the client for TypeScript: a method for each call. */
export function typescriptCalls({ calls }: ClientModel): string {
  const names = [...new Set(calls.flatMap(({ request, response }) => [request, response]))].sort();
  return `${HEAD}
import type { CallOptions, Send } from './send.js';
import type {
${names.map((name) => `  ${name},\n`).join('')}} from './types.js';

/** A method for each call of the API. */
export class ApiCalls {
  constructor(protected readonly send: Send) {}

${calls.map(method).join('\n')}}
`;
}

const method = ({ rpc, comment, verb, path, request, response }: ClientCall): string =>
  `${doc(comment, '  ')}  ${rpc[0]!.toLowerCase() + rpc.slice(1)}(request: ${request}, options?: CallOptions): Promise<${response}> {
    return this.send('${verb}', '${path}', request, options);
  }
`;

function doc(comment: string, indent = ''): string {
  if (comment === '') return '';
  const lines = comment.replaceAll('*/', '* /').split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

const NAMES = {
  text: 'string',
  time: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  anything: 'unknown',
};

function written(type: FieldType): string {
  switch (type.kind) {
    case 'named':
      return type.name;
    case 'list':
      return `readonly ${bracketed(type.of)}[]`;
    case 'map':
      return `Readonly<Record<string, ${written(type.of)}>>`;
    case 'one of':
      return type.types.map(written).join(' | ');
    default:
      return NAMES[type.kind];
  }
}

const bracketed = (type: FieldType): string =>
  type.kind === 'one of' || type.kind === 'list' ? `(${written(type)})` : written(type);
