// How long each stage of an answer took, from two readings of the gateway's metrics.
const LINE = /^stars_gateway_stage_seconds_(sum|count)\{[^}]*stage="(\w+)"[^}]*\} (\S+)$/gm;

function read(text) {
  const stages = {};
  for (const [, what, stage, value] of text.matchAll(LINE)) {
    stages[stage] ??= { sum: 0, count: 0 };
    stages[stage][what] = Number(value);
  }
  return stages;
}

/** Mean ms and number of each stage between the two readings. */
export function stagesBetween(before, after) {
  const [first, last] = [read(before), read(after)];
  return Object.fromEntries(
    Object.entries(last).flatMap(([stage, { sum, count }]) => {
      const calls = count - (first[stage]?.count ?? 0);
      return calls === 0 ? [] : [[stage, { calls, ms: (1000 * (sum - (first[stage]?.sum ?? 0))) / calls }]];
    }),
  );
}
