import type { ClientCall, ClientMessage, ClientModel, FieldType } from './client-model.js';

const HEAD = '# Made from the API by `node tools/repo/scripts/generate-reference.mjs`. Do not edit it.\n';

/** `types.py` of the client for Python. */
export function pythonTypes({ enums, messages }: ClientModel): string {
  const named = [
    ...enums.map(({ name, comment, values }) => {
      const value = `Literal[${values.map((each) => `"${each}"`).join(', ')}]`;
      return `${name}: TypeAlias = ${value}\n${doc(comment)}`;
    }),
    ...messages.map(typedDict),
  ];
  return `${HEAD}
from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

${named.join('\n')}`;
}

/** Names that a class cannot have as fields. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'in',
  'not',
  'and',
  'or',
  'is',
  'from',
  'class',
  'with',
  'as',
  'for',
  'if',
]);

function typedDict({ name, comment, fields }: ClientMessage): string {
  if (fields.some((field) => KEYWORDS.has(field.name))) {
    const lines = fields.map((field) => `        "${field.name}": "${optional(field)}",\n`);
    return `${name} = TypedDict(\n    "${name}",\n    {\n${lines.join('')}    },\n)\n${doc(comment)}`;
  }
  const lines = fields.map((field) => `    ${field.name}: ${optional(field)}\n${doc(field.comment, '    ')}`);
  const body = `${doc(comment, '    ')}${comment === '' ? '' : '\n'}${lines.join('')}`;
  return `class ${name}(TypedDict):\n${body === '' ? '    pass\n' : body}`;
}

/** `api_calls.py` of the client for Python: a method for each call. */
export function pythonCalls({ calls }: ClientModel): string {
  const names = [...new Set(calls.flatMap(({ request, response }) => [request, response]))].sort();
  return `${HEAD}
from __future__ import annotations

from typing import Any, Protocol

from .types import (
${names.map((name) => `    ${name},\n`).join('')})


class Send(Protocol):
    """Sends a request, with its fields in the path, the query or the body. Raises StarsError."""

    def __call__(self, verb: str, path: str, request: Any, timeout: float | None) -> Any: ...


class ApiCalls:
    """A method for each call of the API."""

    def __init__(self, send: Send) -> None:
        self._send = send
${calls.map(method).join('')}`;
}

const method = ({ rpc, comment, verb, path, request, response }: ClientCall): string => `
    def ${rpc.replace(/\B[A-Z]/g, (letter) => `_${letter}`).toLowerCase()}(
        self, request: ${request}, *, timeout: float | None = None
    ) -> ${response}:
        """${comment}"""
        answer: ${response} = self._send("${verb}", "${path}", request, timeout)
        return answer
`;

const optional = ({ type, required }: { type: FieldType; required: boolean }): string =>
  required ? written(type) : `NotRequired[${written(type)}]`;

function doc(comment: string, indent = ''): string {
  if (comment === '') return '';
  const lines = comment.replaceAll('\\', '\\\\').replaceAll('"""', "'''").split('\n');
  // A quotation mark at the end would be one of the docstring's.
  if (lines.length === 1) return `${indent}"""${comment.replaceAll('\\', '\\\\').replace(/"$/, '\\"')}"""\n`;
  return `${indent}"""${lines.map((line, at) => (at > 0 && line !== '' ? indent + line : line)).join('\n')}\n${indent}"""\n`;
}

const NAMES = { text: 'str', time: 'str', integer: 'int', number: 'float', boolean: 'bool', anything: 'Any' };

function written(type: FieldType): string {
  switch (type.kind) {
    case 'named':
      return type.name;
    case 'list':
      return `list[${written(type.of)}]`;
    case 'map':
      return `dict[str, ${written(type.of)}]`;
    case 'one of':
      return type.types.map(written).join(' | ');
    default:
      return NAMES[type.kind];
  }
}
