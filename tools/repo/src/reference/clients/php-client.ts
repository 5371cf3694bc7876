import type { ClientCall, ClientField, ClientModel, FieldType } from './client-model.js';

/** `ApiCalls.php` of the client for PHP: a method for each call, with the shapes of its arrays. */
export function phpCalls({ calls, messages, enums }: ClientModel): string {
  const values = new Map(enums.map((each) => [each.name, each.values.map((value) => `'${value}'`).join('|')]));
  const written = (type: FieldType): string => {
    switch (type.kind) {
      case 'named':
        return values.get(type.name) ?? 'array<string, mixed>';
      case 'list':
        return `list<${written(type.of)}>`;
      case 'map':
        return `array<string, ${written(type.of)}>`;
      case 'one of':
        return type.types.map(written).join('|');
      default:
        return NAMES[type.kind];
    }
  };
  const shape = (name: string): string => {
    const { fields } = messages.find((each) => each.name === name)!;
    const field = (each: ClientField) => `${each.name}${each.required ? '' : '?'}: ${written(each.type)}`;
    return `array{${fields.map(field).join(', ')}}`;
  };
  const method = ({ rpc, comment, verb, path, request, response }: ClientCall): string => `
    /**
     * ${comment}
     *
     * @param ${shape(request)} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return ${shape(response)}
     * @throws StarsError
     */
    public function ${rpc[0]!.toLowerCase() + rpc.slice(1)}(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('${verb}', '${path}', $request, $timeout);
    }
`;
  return `<?php

// Made from the API by \`node tools/repo/scripts/generate-reference.mjs\`. Do not edit it.

declare(strict_types=1);

namespace Stars;

/** A method for each call of the API. */
class ApiCalls
{
    public function __construct(protected readonly Sender $sender)
    {
    }
${calls.map(method).join('')}}
`;
}

const NAMES = {
  text: 'string',
  time: 'string',
  integer: 'int',
  number: 'int|float',
  boolean: 'bool',
  anything: 'mixed',
};
