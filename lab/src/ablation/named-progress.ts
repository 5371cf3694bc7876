import { Progress, type ProgressState } from '@stars/cli';

/** Progress of a training under the name of its variant. */
export class NamedProgress extends Progress {
  constructor(
    private readonly inner: Progress,
    private readonly name: string,
  ) {
    super();
  }

  override update(state: ProgressState): void {
    this.inner.update({ ...state, label: `${this.name}: ${state.label}` });
  }

  override finish(summary?: string): void {
    this.inner.finish(summary);
  }

  override warn(message: string): void {
    this.inner.warn(message);
  }
}
