// The report of `serve.mjs` as text.
import { megabytes, range, rounded, spreadOf, table } from '../run.mjs';

/** Of each round: CPU of one kind by that of another. */
const ratiosOf = (turns, name, other) => turns[name].map(({ cpuMs }, round) => cpuMs / turns[other][round].cpuMs);
const ratio = (turns, name, other, digits) => range(spreadOf(ratiosOf(turns, name, other)), digits);
const cpu = (turns, name) => range(spreadOf(turns[name].map(({ cpuMs }) => cpuMs)), 2);

export function show({ turns, loads, stages, memory, filter, longest, failures, machine, ...of }) {
  const { cores, load, loadBefore } = machine;
  console.log(
    `CPU of a default answer by that of Node's bare http server with 15 kB of JSON: HTTP ${ratio(turns, 'http', 'bare', 1)}, ` +
      `gRPC ${ratio(turns, 'grpc', 'bare', 1)}; median and spread of ${of.rounds} rounds`,
  );
  console.log(
    `CPU, ms: HTTP ${cpu(turns, 'http')}, gRPC ${cpu(turns, 'grpc')}, bare ${cpu(turns, 'bare')}; ${of.users} users and ${of.items} items of ` +
      `${of.data}; ${cores} cores, load ${rounded(loadBefore, 1)} before and ${rounded(load, 1)} at the end`,
  );
  const medianOf = (name, what) => rounded(spreadOf(turns[name].map((turn) => turn[what])).median);
  table(
    Object.keys(turns)
      .filter((name) => name !== 'bare')
      .map((name) => [
        name,
        {
          'CPU of a list by that of http': ratio(turns, name, 'http', 2),
          ...{ 'CPU ms': cpu(turns, name), 'p50 ms': medianOf(name, 'p50'), p99: medianOf(name, 'p99') },
        },
      ]),
  );
  const share = (100 * filter.share).toFixed(1);
  console.log(
    `filter: category ${filter.category}, ${share}% of the items; longest histories: ${longest.least}–${longest.most} events`,
  );
  for (const [protocol, { closed, half }] of Object.entries(loads)) {
    const perSecond = closed.map((each) => `${each.perSecond.toFixed(0)} with ${each.connections}`).join(', ');
    console.log(
      `${protocol}, answers a second by connections: ${perSecond}; at ${half.rate.toFixed(0)}/s p50 ${rounded(half.p50)} ms, p99 ${rounded(half.p99)} ms`,
    );
  }
  for (const [stage, ms] of Object.entries(stages)) console.log(`${stage}: ${rounded(ms)} ms of an answer`);
  console.log(
    `memory: ${megabytes(memory.before)} before, ${megabytes(memory.after)} after, ${megabytes(memory.peak)} at most`,
  );
  for (const failure of failures) console.log(`not answered: ${failure}`);
}
