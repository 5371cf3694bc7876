import { type Command, Option } from 'commander';

export type SizeName = 'tiny' | 'small' | 'base' | 'paper';

const sizeOption = (description: string): Option =>
  new Option('--size <size>', description).choices(['tiny', 'small', 'base', 'paper']);

export const addSizeOption = (verb: Command): Command =>
  verb.addOption(sizeOption('size of the model').default('small'));

/** `--size` of a verb that otherwise takes the size of the model that serves. */
export const addSizeLikeServed = (verb: Command): Command =>
  verb.addOption(sizeOption('size of the model (default: as the model that serves, or small if there is none)'));
