import { answers } from '../probes.js';
import type { ServerName } from '../running-server.js';
import { readStack, type StackProvider } from './stack-file.js';

export interface ServerStatus {
  name: ServerName;
  /** `up`: it answers its protocol. `down`: it should answer, but does not. `absent`: it was not started or named. */
  state: 'up' | 'down' | 'absent';
  provider?: StackProvider;
  url?: string;
  pid?: number;
}

const NAMES: readonly ServerName[] = ['kafka', 'redis', 'elasticsearch', 'qdrant'];

/** Asks every server of the stack. `qdrantUrl`: address of a running Qdrant, which is asked too. */
export async function stackStatus(folder: string, qdrantUrl?: string): Promise<ServerStatus[]> {
  const known = readStack(folder);
  return Promise.all(
    NAMES.map(async (name): Promise<ServerStatus> => {
      const given = name === 'qdrant' && qdrantUrl ? { name, provider: 'given' as const, url: qdrantUrl } : undefined;
      const server = known.find((each) => each.name === name) ?? given;
      if (!server) return { name, state: 'absent' };
      return { ...server, state: (await answers(name, server.url)) ? 'up' : 'down' };
    }),
  );
}
