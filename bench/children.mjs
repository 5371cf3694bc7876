// The other processes of a measurement.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const children = [];
let ending = false;
const failure = Promise.withResolvers();
failure.promise.catch(() => undefined);

/** Rejects if a process ends too early. */
export const childFailed = failure.promise;

/** The child, which ends with the measurement. */
function kept(child, name) {
  children.push(child);
  process.once('exit', () => child.kill());
  child.once('exit', (code, signal) => {
    if (!ending) failure.reject(new Error(`${name} ended with ${code ?? signal}`));
  });
  return child;
}

/** Starts a script of this folder. Its first message says that it is ready. */
export async function start(script, settings, profileFolder) {
  const execArgv = profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : [];
  const child = kept(fork(new URL(script, import.meta.url), [JSON.stringify(settings)], { execArgv }), script);
  await Promise.race([once(child, 'message'), childFailed]);
  return child;
}

/** Starts a program of Node, which says in a first line of JSON that it is ready. @returns what it says, and its id */
export async function startProgram(parameters, env) {
  const options = { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] };
  const child = kept(
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...parameters], options),
    parameters[0],
  );
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), childFailed]);
  return { pid: child.pid, ...JSON.parse(line) };
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
