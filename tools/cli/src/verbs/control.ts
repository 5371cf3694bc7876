import { StarsError } from '@stars/errors';
import { SIGNED_TOPICS, sealControlTopics } from '@stars/event-bus';
import type { Command } from 'commander';
import { auditedIn } from '../audited.js';
import { openDataFolder } from '../data-folder.js';
import { stackConfig } from '../stack-config.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

/** Says from when on the messages that switch models, change surfaces or rules, correct tags or delete users need a signature. */
export function addControl(program: Command): void {
  const control = program
    .command('control')
    .description(
      'signatures of the messages that switch models, change surfaces or rules, correct tags or delete users',
    );
  addVerb(control, 'open', 'let such messages count without a signature, while services get the key').action(
    (options: CommonOptions) => set('open', options),
  );
  addVerb(control, 'seal', 'let only those that are there now count without a signature').action(
    (options: CommonOptions) => set('seal', options),
  );
}

async function set(how: 'open' | 'seal', options: CommonOptions): Promise<void> {
  const folder = openDataFolder(options.data);
  const config = stackConfig(folder);
  if (config.kind !== 'servers') throw new StarsError('STARS_USAGE', 'only messages on Kafka are signed');
  if (config.kafka.controlKeys === undefined) {
    throw new StarsError('STARS_CONFIG_INVALID', 'STARS_CONTROL_KEY is not set', { field: 'STARS_CONTROL_KEY' });
  }
  const told = { action: `control ${how}`, target: { topics: SIGNED_TOPICS } };
  await auditedIn(folder, told, (bus) => sealControlTopics(bus, how));
  const says = {
    open: 'Messages without a signature count for now. Once all services have the key: ./stars control seal',
    seal: 'From now on, messages without a signature have no effect.',
  };
  printResult(options, { state: how, topics: SIGNED_TOPICS }, `${says[how]}\n`);
}
