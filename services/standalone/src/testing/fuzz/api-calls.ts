import { packageDefinition, type RpcName, requestFromJson } from '@stars/contracts';
import type { SeededRandom } from '@stars/datasets/testing';
import { mutatedBytes } from './hostile-bytes.js';
import { framed, type SentCall } from './senders.js';

const METHODS = Object.assign({}, ...Object.values(packageDefinition())) as ReturnType<
  typeof packageDefinition
>[string];

export const GRPC_HEADERS = { 'content-type': 'application/grpc', te: 'trailers' };

/** A request as gRPC sends it; `how` may spoil its bytes or what is around them. */
export function grpcCall(method: RpcName, json: unknown, how: string, random: SeededRandom): SentCall {
  const { path, requestSerialize } = METHODS[method]!;
  let message: Buffer;
  try {
    message = requestSerialize(requestFromJson(method, json) as never);
  } catch {
    // What has no form in protobuf becomes bytes of no meaning.
    message = mutatedBytes(Buffer.from(JSON.stringify(json) ?? ''), random);
  }
  if (how === 'bytes' || how === 'deep') message = mutatedBytes(message, random);
  if (how === 'transport') return oddGrpcCall(path, message, random);
  return { method: 'POST', path, headers: GRPC_HEADERS, body: framed(message) };
}

function oddGrpcCall(path: string, message: Buffer, random: SeededRandom): SentCall {
  const call = { method: 'POST', path, headers: GRPC_HEADERS, body: framed(message) };
  const odd: Partial<SentCall>[] = [
    { method: 'GET' },
    { path: `${path}Other` },
    { path: '/stars.v1.None/None' },
    { headers: { te: 'trailers' } },
    { headers: { ...GRPC_HEADERS, 'content-type': 'application/json' } },
    { headers: { ...GRPC_HEADERS, 'grpc-timeout': '1n' } },
    { headers: { ...GRPC_HEADERS, 'grpc-timeout': '99999999H' } },
    { headers: { ...GRPC_HEADERS, 'grpc-timeout': 'soon' } },
    { headers: { ...GRPC_HEADERS, 'grpc-encoding': 'gzip' }, body: framed(message, 1) },
    { headers: { ...GRPC_HEADERS, 'grpc-encoding': 'none-such' }, body: framed(message, 1) },
    { headers: { ...GRPC_HEADERS, 'x-large': 'x'.repeat(10_000) } },
    { headers: { ...GRPC_HEADERS, 'x-bin': 'no base64!' } },
    { body: framed(message, 0, message.length + 1) },
    { body: framed(message, 0, 0xffff_ffff) },
    { body: framed(message, 7) },
    { body: Buffer.concat([framed(message), framed(message)]) },
    { body: Buffer.alloc(0) },
    { body: Buffer.of(0, 0) },
  ];
  return { ...call, ...random.pick(odd) };
}

/** A request as HTTP sends it to a route such as `GET /v1/items/{item_id}`. */
export function httpCall(
  route: string,
  json: unknown,
  text: string | undefined,
  how: string,
  random: SeededRandom,
): SentCall {
  const [method, path] = route.split(' ') as [string, string];
  const call: SentCall =
    method === 'GET'
      ? { method, path: urlOf(path, json, text), headers: {} }
      : {
          method,
          path,
          headers: { 'content-type': 'application/json' },
          body: text === undefined ? JSON.stringify(json) : Buffer.from(text, 'latin1'),
        };
  return how === 'transport' ? oddHttpCall(call, random) : call;
}

export function oddHttpCall(call: SentCall, random: SeededRandom): SentCall {
  const { headers } = call;
  const odd: Partial<SentCall>[] = [
    { method: random.pick(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND']) },
    { path: `${call.path}/` },
    { path: `/${call.path}` },
    { path: `${call.path}/../../metrics` },
    { path: `${call.path}%` },
    { path: `${call.path}?a[b][c]=1&a=2&user_id=x&user_id=y&__proto__[x]=1` },
    {
      headers: {
        ...headers,
        'content-type': random.pick([
          'text/plain',
          'application/xml',
          'multipart/form-data',
          ';',
          'application/json; charset=utf-7',
        ]),
      },
    },
    { headers: { ...headers, 'content-encoding': random.pick(['gzip', 'br', 'deflate', 'none-such']) } },
    { headers: { ...headers, 'x-request-timeout-ms': random.pick(['0', '-1', '1e9', 'x', '1', '99999999999']) } },
    { headers: { ...headers, 'accept-language': random.pick(['*', ';;q=', 'x'.repeat(5000), 'de;q=2, en;q=-1']) } },
    { headers: { ...headers, 'x-large': 'x'.repeat(random.pick([8000, 20_000])) } },
    { headers: { ...headers, 'if-none-match': '*', range: 'bytes=0-1,5-6', expect: 'none-such' } },
    { headers: { ...headers, host: random.pick(['', 'other.example', '[::1']) } },
    { body: random.pick(['', 'null', '[]', '"x"', '{"__proto__":{"x":1}}', '\ufeff{}', '{} {}']) },
  ];
  return { ...call, ...random.pick(odd) };
}

function urlOf(path: string, json: unknown, text: string | undefined): string {
  if (text !== undefined)
    return `${path.replace(/\{\w+\}/, encodeURIComponent(text))}?${encodeURIComponent(text).slice(0, 4000)}`;
  const fields = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : { value: json };
  const written = (value: unknown): string =>
    encodeURIComponent((typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed());
  const inPath = path.replace(/\{(\w+)\}/g, (_, name: string) => written(fields[name]));
  const query = Object.entries(fields).filter(([name]) => !path.includes(`{${name}}`));
  return `${inPath}?${query.map(([name, value]) => `${written(name)}=${written(value)}`).join('&')}`;
}
