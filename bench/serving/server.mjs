// The measured server: `./stars up` on a data folder.
import { fileURLToPath } from 'node:url';
import { startProgram } from '../children.mjs';

const MAIN = fileURLToPath(new URL('../../tools/cli/dist/main.js', import.meta.url));

/** @param now its time at the start; absent: the machine's clock. @param env what it has besides this process's environment */
export async function startServer({ data, now, env }) {
  const ports = ['--grpc-port', '0', '--http-port', '0'];
  const parameters = ['up', '--data', data, ...ports, '--json', ...(now ? ['--now', now] : [])];
  const { grpc_port: grpcPort, http_port: httpPort } = await startProgram([MAIN, ...parameters], env);
  const metrics = async () => (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
  return { grpcPort, httpPort, metrics, usage: async () => usageIn(await metrics()) };
}

/** CPU time of all its threads so far, in seconds, and its memory. */
function usageIn(text) {
  const read = (name) => Number(new RegExp(`^${name}(?:{.*})? (\\S+)`, 'm').exec(text)[1]);
  return { cpuSeconds: read('process_cpu_seconds_total'), bytes: read('process_resident_memory_bytes') };
}
