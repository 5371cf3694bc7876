// Writes an archive of generated events, and trains some steps from it; with `kill` it also kills a training while events arrive, and
// compares what the resumed one makes with a calm run:
//   node bench/archive/archive.mjs '{"events":2000000,"users":40000,"steps":200,"kill":true}'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { megabytes, print, rounded, say, settings, workFolder } from '../run.mjs';

const LIMIT_BYTES = 8 * 2 ** 30;
const given = settings();
const options = { events: 100_000_000, users: 2_000_000, items: 20_000, steps: 1000, ...given };
const folder = workFolder(given.folder);

/** Runs a part to its end. Undefined if it was killed. `onFirstLine` is called at its first output. */
async function part(name, more = {}, onFirstLine = () => undefined) {
  const { events, users, items, steps, maxEvents } = options;
  const parameters = { events, users, items, steps, maxEvents, folder, part: name, ...more };
  const script = fileURLToPath(new URL('part.mjs', import.meta.url));
  // More threads add numbers in another order, and give other bits.
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: '1' };
  const flags = ['--disable-warning=ExperimentalWarning', script, JSON.stringify(parameters)];
  const child = spawn(process.execPath, flags, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  let output = '';
  child.stdout.once('data', onFirstLine);
  child.stdout.on('data', (text) => {
    output += text;
  });
  const [code, signal] = await once(child, 'close');
  if (signal === 'SIGKILL' && more.killAtStep) return undefined;
  if (code !== 0) throw new Error(`${name} ended with ${code ?? signal}`);
  return JSON.parse(output.trim().split('\n').at(-1));
}

async function killedAndResumed(calm) {
  const later = Math.ceil(options.events / 20);
  const killAtStep = Math.ceil(options.steps / 2);
  say(`a training that is killed at step ${killAtStep} while ${later} events are archived`);
  const hasData = Promise.withResolvers();
  const training = part('train', { runs: 'killed', killAtStep }, hasData.resolve);
  // Events that are there before are a part of its data.
  await Promise.race([hasData.promise, training]);
  const [killed, arrived] = await Promise.all([training, part('fill', { later })]);
  if (killed) throw new Error('the training was not killed');
  say('the same training again');
  const resumed = await part('train', { runs: 'killed', later });
  const same = resumed.weights === calm.weights && resumed.version === calm.version;
  return { killAtStep, later, archived: arrived.rows, resumed, same };
}

say(`an archive of ${options.events} events of ${options.users} users`);
const fill = await part('fill');
say(`${options.steps} steps of size small`);
const calm = await part('train', { runs: 'calm' });
const kill = options.kill ? await killedAndResumed(calm) : undefined;
const peakBytes = Math.max(...[fill, calm, kill?.resumed].map((each) => each?.peakBytes ?? 0));
const machine = { cpus: cpus().length, model: cpus()[0].model, memoryBytes: totalmem(), load: loadavg()[0] };
const { events, users } = options;
const report = { events, users, fill, calm, kill, peakBytes, within: peakBytes <= LIMIT_BYTES, machine };

const spent = ({ seconds, cpuSeconds, peakBytes: peak }) =>
  `${rounded(seconds, 1)} s, CPU ${rounded(cpuSeconds, 1)} s, peak ${megabytes(peak)}`;
print(report, options.json, () => {
  console.log(`archive: ${fill.rows} rows in ${fill.files} files, ${megabytes(fill.bytes)}; ${spent(fill)}`);
  for (const note of calm.notes) console.log(`training: ${note}`);
  for (const [name, at] of Object.entries(calm.parts)) console.log(`training, to the end of "${name}": ${spent(at)}`);
  console.log(`training: ${calm.events} events of ${calm.users} users, ${calm.steps} steps; ${spent(calm)}`);
  console.log(`weights of ${calm.version}: ${calm.weights}`);
  if (kill) {
    console.log(`killed at step ${kill.killAtStep}, ${kill.later} events came, resumed: ${spent(kill.resumed)}`);
    console.log(
      `weights of ${kill.resumed.version}: ${kill.resumed.weights}: ${kill.same ? 'the same' : 'NOT THE SAME'}`,
    );
  }
  console.log(`peak of all: ${megabytes(peakBytes)}, ${report.within ? 'within' : 'MORE THAN'} 8 GiB`);
  console.log(
    `${machine.cpus} cores (${machine.model}), ${megabytes(machine.memoryBytes)}, load ${rounded(machine.load, 1)}`,
  );
});
if (!report.within || kill?.same === false) process.exitCode = 1;
