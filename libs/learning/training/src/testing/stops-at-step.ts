import type { TrainOptions } from '../train-options.js';

/** A signal that is aborted when the fit has done so many steps. */
export function stopsAtStep(count: number): Pick<TrainOptions, 'onProgress'> & { signal: AbortSignal } {
  const controller = new AbortController();
  let fitting = false;
  let steps = 0;
  const signal = new Proxy(controller.signal, {
    get(target, name) {
      if (name === 'aborted' && fitting && ++steps > count) controller.abort(new Error('stopped'));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const onProgress: TrainOptions['onProgress'] = ({ stage }) => {
    fitting = stage === 'train';
  };
  return { signal, onProgress };
}
