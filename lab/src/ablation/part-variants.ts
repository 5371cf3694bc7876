import type { TrainingRecipe } from '@stars/training';

type Parts = TrainingRecipe['parts'];

/** The model without some of its parts. Every list of ablations takes its variants from here. */
export interface PartVariant<Name extends string = string> {
  name: Name;
  without: readonly (keyof Parts)[];
}

export const PART_VARIANTS = [
  { name: 'full', without: [] },
  { name: 'no text', without: ['text'] },
  { name: 'no tags', without: ['tags'] },
  { name: 'no text, no tags', without: ['text', 'tags'] },
  { name: 'no context', without: ['context'] },
  { name: 'no [USER]', without: ['user'] },
  { name: 'no position', without: ['position'] },
  { name: 'no recency', without: ['recency'] },
  { name: 'no repeat head', without: ['repeat'] },
] as const satisfies readonly PartVariant[];

type Name = (typeof PART_VARIANTS)[number]['name'];

const named = (...names: Name[]): readonly PartVariant<Name>[] =>
  PART_VARIANTS.filter(({ name }) => names.includes(name));

/** What cold items depend on, the full model first. */
export const COLD_START = named('full', 'no text', 'no tags', 'no text, no tags');

/** The recipe's parts without those of the variant. */
export const partsOf = (parts: Parts, { without }: PartVariant): Parts => ({
  ...parts,
  ...Object.fromEntries(without.map((part) => [part, false])),
});
