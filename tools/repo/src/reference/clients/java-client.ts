import type { ClientCall, ClientEnum, ClientField, ClientMessage, ClientModel, FieldType } from './client-model.js';

const HEAD = `// Made from the API by \`node tools/repo/scripts/generate-reference.mjs\`. Do not edit it.

package example.stars;
`;

/** `Types.java` of the client for Java: a request has setters, and an answer is a record. */
export function javaTypes({ enums, messages, calls }: ClientModel): string {
  const inAnswers = namedFrom(
    calls.map(({ response }) => response),
    messages,
  );
  const named = [
    ...enums.map(enumClass),
    ...messages.map((message) => (inAnswers.has(message.name) ? record(message) : withSetters(message))),
  ];
  return `${HEAD}
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Requests and answers. In an answer, what is absent is null, and so is a value of an enum that this client does not know. */
public final class Types {
    private Types() {
    }

${named.join('\n')}}
`;
}

/** Messages that can be reached from these. */
function namedFrom(names: readonly string[], messages: readonly ClientMessage[]): ReadonlySet<string> {
  const found = new Set(names);
  // A set that grows is read to its end.
  for (const name of found) {
    const fields = messages.find((each) => each.name === name)?.fields ?? [];
    for (const { type } of fields) for (const inside of namesIn(type)) found.add(inside);
  }
  return found;
}

function namesIn(type: FieldType): readonly string[] {
  if (type.kind === 'named') return [type.name];
  if (type.kind === 'one of') return type.types.flatMap(namesIn);
  return type.kind === 'list' || type.kind === 'map' ? namesIn(type.of) : [];
}

/** The comment of an enum ends with a line for each value. */
function enumClass({ name, comment, values }: ClientEnum): string {
  const meanings = new Map([...comment.matchAll(/^- `(\w+)`: (.*)$/gm)].map(([, value, text]) => [value!, text!]));
  const constants = values.map((value) => `${doc(meanings.get(value) ?? '', 8)}        ${value.toUpperCase()},\n`);
  return `${doc(comment.replace(/\n*^- .*$/gm, ''), 4)}    public enum ${name} {\n${constants.join('')}    }\n`;
}

function record({ name, comment, fields }: ClientMessage): string {
  const lines = fields.map((field) => `            ${written(field.type, !field.required)} ${javaName(field.name)}`);
  const components = lines.length === 0 ? '' : `\n${lines.join(',\n')}`;
  return `${doc(comment, 4, fields)}    public record ${name}(${components}) {\n    }\n`;
}

function withSetters({ name, comment, fields }: ClientMessage): string {
  const setters = fields.map((field) => {
    const parameter = javaName(field.name);
    return `
${doc(field.comment, 8)}        public ${name} ${parameter}(${written(field.type, false)} ${parameter}) {
            return set("${field.name}", ${parameter});
        }
`;
  });
  return `${doc(comment, 4)}    public static final class ${name} extends Fields<${name}> {${setters.join('')}    }\n`;
}

/** `ApiCalls.java` of the client for Java: a method for each call. */
export function javaCalls({ calls }: ClientModel): string {
  return `${HEAD}
import example.stars.Types.*;

/** A method for each call of the API. Each throws {@link StarsException}. */
public class ApiCalls {
    final Sender sender;

    ApiCalls(Sender sender) {
        this.sender = sender;
    }
${calls.map(method).join('')}}
`;
}

const method = ({ rpc, comment, verb, path, request, response }: ClientCall): string => `
${doc(comment, 4)}    public ${response} ${rpc[0]!.toLowerCase() + rpc.slice(1)}(${request} request) {
        return sender.send("${verb}", "${path}", request.values, ${response}.class);
    }
`;

function doc(comment: string, indent: number, fields: readonly ClientField[] = []): string {
  const documented = fields.filter((field) => field.comment !== '');
  const parameters = documented.map((field) => `@param ${javaName(field.name)} ${inJavadoc(field.comment)}`);
  const text = comment === '' ? [] : inJavadoc(comment).split('\n');
  const lines = [...text, ...(text.length > 0 && parameters.length > 0 ? [''] : []), ...parameters];
  if (lines.length === 0) return '';
  const before = ' '.repeat(indent);
  if (lines.length === 1) return `${before}/** ${lines[0]} */\n`;
  return `${before}/**\n${lines.map((line) => `${`${before} * ${line}`.trimEnd()}\n`).join('')}${before} */\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '*/': '*&#47;' };

const inJavadoc = (text: string): string =>
  text.replace(/&|<|>|\*\//g, (found) => ENTITIES[found]!).replace(/`([^`]+)`/g, '{@code $1}');

/** `user_id` → `userId`, as `Records.java` reads it. */
const javaName = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const BOXED = {
  ...{ text: 'String', time: 'Instant', integer: 'Long', number: 'Double', boolean: 'Boolean' },
  ...{ anything: 'Object', 'one of': 'Object' },
};
const PRIMITIVE: Readonly<Record<string, string>> = { integer: 'long', number: 'double', boolean: 'boolean' };

function written(type: FieldType, mayBeAbsent: boolean): string {
  switch (type.kind) {
    case 'named':
      return type.name;
    case 'list':
      return `List<${inside(type.of)}>`;
    case 'map':
      return `Map<String, ${inside(type.of)}>`;
    default:
      return (mayBeAbsent ? undefined : PRIMITIVE[type.kind]) ?? BOXED[type.kind];
  }
}

/** A list of texts may stand where a list of anything may. */
const inside = (type: FieldType): string => {
  const name = written(type, true);
  return name === 'Object' ? '?' : name;
};
