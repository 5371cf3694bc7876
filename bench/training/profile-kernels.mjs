// Time of a step by TensorFlow kernel.
import { tf } from '@stars/model';

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** CPU milliseconds and calls of each kernel in a step, slowest first. The last row is the rest: JavaScript. */
export function profileKernels(count, step) {
  const spent = new Map();
  const backend = tf.backend();
  const methods = ['executeSingleOutput', 'executeMultipleOutputs'];
  const restore = methods.map((method) => backend[method]);
  methods.forEach((method, i) => {
    backend[method] = (name, ...rest) => {
      const started = cpuMs();
      const result = restore[i].call(backend, name, ...rest);
      const entry = spent.get(name) ?? { ms: 0, calls: 0 };
      entry.ms += cpuMs() - started;
      entry.calls++;
      spent.set(name, entry);
      return result;
    };
  });
  const started = cpuMs();
  for (let i = 0; i < count; i++) step();
  const total = cpuMs() - started;
  methods.forEach((method, i) => {
    backend[method] = restore[i];
  });
  const rows = [...spent].map(([name, { ms, calls }]) => ({ name, ms: ms / count, calls: calls / count }));
  const kernels = rows.reduce((sum, { ms }) => sum + ms, 0);
  rows.sort((a, b) => b.ms - a.ms);
  return [...rows, { name: '(outside kernels)', ms: total / count - kernels, calls: 0 }];
}
