import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { RPC_NAMES, type RpcName, rpcSchemas } from '@stars/contracts';
import { protoComments } from '../descriptor.js';
import type { HttpRoute } from '../http-routes.js';
import { ERROR_SCHEMA, errorResponses } from './error-responses.js';
import { type CallRoute, OPERATIONS, operationOf } from './operations.js';

const ABOUT = `The same calls come over gRPC and over HTTP with JSON. Schemas are made by the tables that check requests.

- A field that is \`null\` is absent. A field that is not in the schema is an error.
- An answer may get new fields. Ignore those that you do not know.
- An error has a stable code and, for bad input, the path of the field.`;

export interface DocumentSources {
  version: string;
  files: readonly FileDescriptorProto[];
  routes: readonly HttpRoute[];
  /** The source of the error codes. */
  errors: string;
}

/** The HTTP API as an OpenAPI 3.1 document. */
export function openApiDocument({ version, files, routes, errors }: DocumentSources): object {
  const comments = protoComments(files);
  const schemas = rpcSchemas(comments);
  const services = files.flatMap(({ service }) => service);
  const tagOf = (call: RpcName) => services.find(({ method }) => method.some(({ name }) => name === call))!.name;
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes.filter(isCall)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, schemas, tagOf(route.call)) };
  }
  // The requests of a `GET` are in its path and query alone.
  const isNamed = (name: string) => JSON.stringify([paths, schemas.components]).includes(`/schemas/${name}"`);
  const named = Object.fromEntries(Object.entries(schemas.components).filter(([name]) => isNamed(name)));
  return {
    openapi: '3.1.0',
    info: {
      title: 'STARS',
      version,
      description: ABOUT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [
      ...services.map(({ name }) => ({ name, description: comments(name) })),
      { name: 'Operations', description: 'For operators.' },
    ],
    paths: { ...paths, ...OPERATIONS },
    components: {
      schemas: { ...named, ErrorAnswer: ERROR_SCHEMA },
      responses: errorResponses(errors),
      securitySchemes: {
        caller: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key or a JSON Web Token. A server that only its own machine reaches may ask for none.',
        },
      },
      parameters: {
        timeout: {
          name: 'x-request-timeout-ms',
          in: 'header',
          description: 'How long the caller waits, in milliseconds.',
          schema: { type: 'integer', minimum: 1, maximum: 999_999_999 },
        },
        language: {
          name: 'accept-language',
          in: 'header',
          description: 'The languages that the caller likes, for requests that name no `language`.',
          schema: { type: 'string' },
          example: 'de-AT, de;q=0.9, en;q=0.5',
        },
      },
    },
  };
}

const isCall = (route: HttpRoute): route is CallRoute => RPC_NAMES.includes(route.call as RpcName);
