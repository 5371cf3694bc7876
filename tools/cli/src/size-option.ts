import { type Command, Option } from 'commander';

export const SIZE_NAMES = ['tiny', 'small', 'paper'] as const;
export type SizeName = (typeof SIZE_NAMES)[number];

const sizeOption = (description: string): Option => new Option('--size <size>', description).choices(SIZE_NAMES);

export const addSizeOption = (verb: Command): Command =>
  verb.addOption(sizeOption('size of the model').default('small'));

/** `--size` of a verb that otherwise takes the size of the model that serves. */
export const addSizeLikeServed = (verb: Command): Command =>
  verb.addOption(sizeOption('size of the model (default: as the model that serves, or small if there is none)'));
