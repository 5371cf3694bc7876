import { type Command, Option } from 'commander';

export type SizeName = 'tiny' | 'small' | 'base' | 'paper';

export const addSizeOption = (verb: Command): Command =>
  verb.addOption(
    new Option('--size <size>', 'size of the model').choices(['tiny', 'small', 'base', 'paper']).default('small'),
  );
