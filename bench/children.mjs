// The other processes of a measurement.
import { fork } from 'node:child_process';
import { once } from 'node:events';

const children = [];
let ending = false;
const failure = Promise.withResolvers();
failure.promise.catch(() => undefined);

/** Rejects if a process ends too early. */
export const childFailed = failure.promise;

/** Starts a script of this folder. Its first message says that it is ready: `child.said`. */
export async function start(script, settings, profileFolder, flags = []) {
  const execArgv = [...flags, ...(profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : [])];
  const child = fork(new URL(script, import.meta.url), [JSON.stringify(settings)], { execArgv });
  children.push(child);
  child.once('exit', (code, signal) => {
    if (!ending) failure.reject(new Error(`${script} ended with ${code ?? signal}`));
  });
  [child.said] = await Promise.race([once(child, 'message'), childFailed]);
  return child;
}

/** Sends a message to a child and waits for its answer of that name. */
export function ask(child, message, name) {
  return new Promise((resolve, reject) => {
    const listen = (said) => {
      if (said.failed) reject(new Error(said.failed));
      else if (said[name] === undefined) return;
      else resolve(said[name]);
      child.off('message', listen);
    };
    child.on('message', listen);
    child.send(message);
  });
}

/** Ends all processes and waits for them. */
export async function endChildren() {
  ending = true;
  const living = children.filter((child) => child.exitCode === null && child.signalCode === null);
  await Promise.all(
    living.map((child) => {
      const exit = once(child, 'exit');
      if (child.connected) child.send({ end: true });
      child.kill('SIGTERM');
      return exit;
    }),
  );
}
