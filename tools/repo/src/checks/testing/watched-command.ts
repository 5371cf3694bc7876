import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installDebianPackage, runProgram } from '@stars/servers';

/** The system calls that reach another process or make a file. No other call is slowed down. */
const CALLS = [
  ...['connect', 'sendto', 'sendmsg', 'sendmmsg', 'open', 'openat', 'openat2', 'creat', 'mkdir', 'mkdirat'],
  ...['rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'symlinkat', 'mknod', 'mknodat'],
];
const STRACE = ['strace', '-ff', '--seccomp-bpf', '-yy', '-qq', '-s', '200', '-e', 'signal=none'];

/** Installs strace if there is none. Returns why nothing can be watched here, or undefined. */
export async function whyUnwatched(): Promise<string | undefined> {
  const watch = (): Promise<string> => runProgram('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true']);
  try {
    await watch().catch(() => installDebianPackage('strace').then(watch));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A shell command that runs `command` and has strace write the calls of each thread to a file in `folder`. */
export const watched = (command: string, folder: string): string =>
  [...STRACE, '-e', `trace=${CALLS.map((call) => `?${call}`)}`, '-o', join(folder, 'calls'), command].join(' ');

/** All calls of the commands that were watched into this folder, a line each. */
export const watchedCalls = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));

/** The peer of a connected socket, or the address that a call names: host, port. */
const PEER = /->\[?([\da-f.:]+?)\]?:(\d+)\]/g;
const NAMED = /htons\((\d+)\)[^}]*?(?:inet_addr\(|AF_INET6, )"([^"]+)"/g;
const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;
/** Services of this machine that look names up for others. */
const RESOLVER = /sun_path="[^"]*\/(?:systemd\/resolve|nscd)\/.* = 0$/;
const DNS_PORT = '53';

/** The calls that try to reach anything but loopback, or to look up a name, even at a resolver of this machine. */
export function callsOut(calls: readonly string[]): string[] {
  return calls.filter((call) => {
    const peers = [...call.matchAll(PEER)].map(([, host, port]) => ({ host, port }));
    const named = [...call.matchAll(NAMED)].map(([, port, host]) => ({ host, port }));
    const out = [...peers, ...named].some(({ host, port }) => port === DNS_PORT || !LOOPBACK.test(host!));
    return out || RESOLVER.test(call);
  });
}

const OPENED = /^(?:creat\(|open\w*\(.*O_(?:WRONLY|RDWR|CREAT)).* = \d+<([^<>]+)/;
const MADE = /^(?:mkdir|rename|link|symlink|mknod)\w*\(.*"([^"]+)"[^"]* = 0$/;

/** The paths that the calls made, or opened for writing. */
export function writtenPaths(calls: readonly string[]): string[] {
  return [
    ...new Set(calls.map((call) => (OPENED.exec(call) ?? MADE.exec(call))?.[1]).filter((path) => path !== undefined)),
  ];
}
