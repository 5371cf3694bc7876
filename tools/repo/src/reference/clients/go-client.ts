import type { ClientCall, ClientField, ClientMessage, ClientModel, FieldType } from './client-model.js';

const HEAD = `// Code generated from the API by tools/repo/scripts/generate-reference.mjs. DO NOT EDIT.

package stars
`;

/** `types.go` of the client for Go. */
export function goTypes({ enums, messages }: ClientModel): string {
  const named = [
    ...enums.map(({ name, comment, values }) => {
      const each = values.map((value) => `const ${name}${goName(value)} ${name} = "${value}"\n`);
      return `${doc(comment)}type ${name} string\n\n${each.join('')}`;
    }),
    ...messages.map(struct),
  ];
  return `${HEAD}\nimport "time"\n\n${named.join('\n')}`;
}

function struct({ name, comment, fields }: ClientMessage): string {
  if (fields.length === 0) return `${doc(comment)}type ${name} struct{}\n`;
  const lines = fields.map((field, at) => {
    // A line between two fields: gofmt aligns neighbours.
    const before = field.comment === '' && at > 0 ? '\n' : doc(field.comment, '\t');
    return `${before}\t${goName(field.name)} ${typeOf(field)} \`json:"${field.name}${omitted(field)}"\`\n`;
  });
  return `${doc(comment)}type ${name} struct {\n${lines.join('')}}\n`;
}

/** `api_calls.go` of the client for Go: a method for each call. */
export function goCalls({ calls }: ClientModel): string {
  return `${HEAD}
import "context"

// Calls has a method for each call of the API.
type Calls struct {
	sender *sender
}

${calls.map(method).join('\n')}`;
}

const method = ({ rpc, comment, verb, path, request, response }: ClientCall): string =>
  `// ${rpc}: ${comment}
func (c *Calls) ${rpc}(ctx context.Context, request *${request}) (*${response}, error) {
	return call[${response}](ctx, c.sender, "${verb}", "${path}", request)
}
`;

function doc(comment: string, indent = ''): string {
  if (comment === '') return '';
  return comment
    .split('\n')
    .map((line) => `${`${indent}// ${line}`.trimEnd()}\n`)
    .join('');
}

/** `user_id` → `UserID`. */
const goName = (name: string): string =>
  name
    .split('_')
    .map((part) => (/^ids?$/.test(part) ? part.replace('id', 'ID') : part[0]!.toUpperCase() + part.slice(1)))
    .join('');

const NAMES = { text: 'string', integer: 'int', number: 'float64', boolean: 'bool', anything: 'any' };

/** Without a pointer, the empty value is an absent one, as in the API. */
function typeOf({ type, presence }: ClientField): string {
  const isScalar = type.kind === 'number' || type.kind === 'integer' || type.kind === 'boolean';
  return isScalar && presence ? `*${written(type)}` : written(type);
}

const omitted = ({ type, required }: ClientField): string => {
  if (required) return '';
  return type.kind === 'time' ? ',omitzero' : ',omitempty';
};

function written(type: FieldType): string {
  switch (type.kind) {
    case 'named':
      return type.isEnum ? type.name : `*${type.name}`;
    case 'time':
      return 'time.Time';
    case 'list':
      return `[]${inList(type.of)}`;
    case 'map':
      return `map[string]${inList(type.of)}`;
    case 'one of':
      return 'any';
    default:
      return NAMES[type.kind];
  }
}

const inList = (type: FieldType): string => (type.kind === 'named' ? type.name : written(type));
