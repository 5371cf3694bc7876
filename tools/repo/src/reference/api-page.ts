import { isFieldSet } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  type FileDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import { commentAt, ENUM, MESSAGE, OF_ENUM, OF_MESSAGE, OF_SERVICE, SERVICE } from './descriptor.js';
import type { HttpRoute } from './http-routes.js';
import { code, page, sentence, table } from './markdown.js';

/** The calls over gRPC and HTTP, and every message and enum of the contract. */
export function apiPage(files: readonly FileDescriptorProto[], routes: readonly HttpRoute[]): string {
  return page('API', 'the comments in `proto/stars/v1` and the HTTP controllers', [
    'The same calls come over gRPC and over HTTP with JSON. In JSON, fields have the names below, times are ISO 8601, and enum ' +
      'values may be short, such as `purchase` for `INTERACTION_TYPE_PURCHASE`. [Errors](errors.md) lists the error codes.',
    '## gRPC',
    ...files.flatMap(serviceParts),
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
    ...files.flatMap((file) => file.messageType.flatMap((message, at) => messageParts(file, message, [MESSAGE, at]))),
    '## Enums',
    ...files.flatMap(enumParts),
  ]);
}

function serviceParts(file: FileDescriptorProto): string[] {
  return file.service.flatMap(({ name, method }, at) => {
    const rows = method.map((each, index) => [
      code(each.name),
      typeLink(each.inputType),
      typeLink(each.outputType),
      sentence(commentAt(file, [SERVICE, at, OF_SERVICE, index])),
    ]);
    return [
      `### ${name}`,
      sentence(commentAt(file, [SERVICE, at])),
      table(['call', 'request', 'response', 'meaning'], rows),
    ];
  });
}

function messageParts(file: FileDescriptorProto, message: DescriptorProto, path: readonly number[]): string[] {
  const rows = message.field.map((field, index) => [
    code(field.name),
    fieldType(field, message),
    sentence(commentAt(file, [...path, OF_MESSAGE, index])),
  ]);
  const comment = sentence(commentAt(file, path));
  return [
    `### ${message.name}`,
    ...(comment === '' ? [] : [comment]),
    rows.length === 0 ? 'It has no fields.' : table(['field', 'type', 'meaning'], rows),
  ];
}

function enumParts(file: FileDescriptorProto): string[] {
  return file.enumType.flatMap(({ name, value }, at) => {
    const rows = value.map((each, index) => [
      code(each.name),
      String(each.number),
      sentence(commentAt(file, [ENUM, at, OF_ENUM, index])),
    ]);
    const comment = sentence(commentAt(file, [ENUM, at]));
    return [`### ${name}`, ...(comment === '' ? [] : [comment]), table(['value', 'number', 'meaning'], rows)];
  });
}

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
