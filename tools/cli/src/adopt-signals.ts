import { tenantNow } from '@stars/stack';
import { type AdoptReport, adoptSignals } from '@stars/training';
import type { DataFolder } from './data-folder.js';
import { eventClock } from './event-clock.js';
import { exclusively } from './exclusive-work.js';
import { modelRegistry } from './model-registry.js';
import { withBus } from './open-bus.js';
import { printResult } from './verb.js';

/** Learns the context offsets of the folder's model anew, and prints the result. */
export async function adoptSignalsIn(folder: DataFolder, options: { seed: number; json?: boolean }): Promise<void> {
  const models = await modelRegistry(folder);
  const report = await exclusively(folder, ['train'], async (progress, signal) => {
    const adopted = await withBus(folder, (bus) =>
      adoptSignals({
        bus,
        tenant: tenantNow(),
        clock: eventClock(),
        models,
        seed: options.seed,
        onStep: (done, total, loss) =>
          progress.update({ label: 'Learn offsets', done, total, detail: `loss ${loss.toFixed(3)}` }),
        onWarning: (message) => progress.warn(message),
        signal,
      }),
    );
    progress.finish();
    return adopted;
  });
  printResult(options, { ...report, revision: report.revision ?? null }, renderAdoption(report));
}

function renderAdoption({ version, revision, signals, before, after, ...rest }: AdoptReport): string {
  const measured = `loss ${before.loss.toFixed(4)} → ${after.loss.toFixed(4)}, NDCG@10 ${before.ndcg.toFixed(4)} → ${after.ndcg.toFixed(4)}`;
  const lines = [
    signals.length > 0 ? `New to ${version}: ${signals.join(', ')}` : `No signal is new to ${version}`,
    `Next baskets of held-out users (${rest.sessions}): ${measured}`,
    revision === undefined
      ? 'Nothing changes: the new offsets are no better than the current ones'
      : `Offsets ${revision} of ${version} serve from now on, after ${rest.seconds.toFixed(0)} s; vectors stay as they are`,
  ];
  return `${lines.join('\n')}\n`;
}
