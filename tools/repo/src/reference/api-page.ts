import { isFieldSet } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  type FileDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import { protoComments } from './descriptor.js';
import type { HttpRoute } from './http-routes.js';
import { code, page, sentence, table } from './markdown.js';

/** The calls over gRPC and HTTP, and every message and enum of the contract. */
export function apiPage(files: readonly FileDescriptorProto[], routes: readonly HttpRoute[]): string {
  const comments = protoComments(files);
  return page('API', 'the comments in `proto/stars/v1` and the HTTP controllers', [
    'The same calls come over gRPC and over HTTP with JSON. In JSON, fields have the names below, times are ISO 8601, and enum ' +
      'values may be short, such as `purchase` for `INTERACTION_TYPE_PURCHASE`. [Errors](errors.md) lists the error codes.',
    '## gRPC',
    ...files.flatMap((file) => serviceParts(file, comments)),
    '## HTTP',
    table(
      ['route', 'call', 'meaning'],
      routes.map(({ method, path, call, meaning }) => [
        code(`${method} ${path}`),
        call ? code(call) : '',
        sentence(meaning),
      ]),
    ),
    'The services that have no API of their own answer `/healthz`, `/readyz` and `/metrics` too, each on its own port.',
    '## Messages',
    ...files.flatMap(({ messageType }) => messageType.flatMap((message) => messageParts(message, comments))),
    '## Enums',
    ...files.flatMap((file) => enumParts(file, comments)),
  ]);
}

type Comments = ReturnType<typeof protoComments>;

const serviceParts = ({ service }: FileDescriptorProto, comments: Comments): string[] =>
  service.flatMap(({ name, method }) => {
    const rows = method.map((each) => [
      code(each.name),
      typeLink(each.inputType),
      typeLink(each.outputType),
      comments(`${name}.${each.name}`),
    ]);
    return described(name, comments, table(['call', 'request', 'response', 'meaning'], rows));
  });

function messageParts(message: DescriptorProto, comments: Comments): string[] {
  const { name, field } = message;
  const rows = field.map((each) => [code(each.name), fieldType(each, message), comments(`${name}.${each.name}`)]);
  const fields = rows.length === 0 ? 'It has no fields.' : table(['field', 'type', 'meaning'], rows);
  return described(name, comments, fields);
}

const enumParts = ({ enumType }: FileDescriptorProto, comments: Comments): string[] =>
  enumType.flatMap(({ name, value }) => {
    const rows = value.map((each) => [code(each.name), String(each.number), comments(`${name}.${each.name}`)]);
    return described(name, comments, table(['value', 'number', 'meaning'], rows));
  });

const described = (name: string, comments: Comments, parts: string): string[] =>
  [`### ${name}`, comments(name), parts].filter((part) => part !== '');

function fieldType(field: FieldDescriptorProto, message: DescriptorProto): string {
  const entry = message.nestedType.find(({ name }) => field.typeName.endsWith(`.${message.name}.${name}`));
  if (entry) return `map of ${entry.field.map((each) => typeOf(each)).join(' to ')}`;
  const type = typeOf(field);
  if (field.label === FieldDescriptorProto_Label.REPEATED) return `list of ${type}`;
  if (field.proto3Optional) return `${type}, optional`;
  const inOneof = isFieldSet(field, FieldDescriptorProtoSchema.field.oneofIndex);
  return inOneof ? `${type}, one of \`${message.oneofDecl[field.oneofIndex]!.name}\`` : type;
}

const typeOf = ({ type, typeName }: FieldDescriptorProto): string =>
  typeName === '' ? FieldDescriptorProto_Type[type].toLowerCase() : typeLink(typeName);

/** Our types link to their tables; Google's types only have a name. */
function typeLink(typeName: string): string {
  const name = typeName.split('.').at(-1)!;
  return typeName.startsWith('.stars.') ? `[${name}](#${name.toLowerCase()})` : name;
}
