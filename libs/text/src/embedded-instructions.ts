const VERB = '(?:ignore|disregard|forget|override|bypass)';
const OBJECT = '(?:rules?|instructions?|prompts?|guidelines?|system message|everything above|the above)';
const ORDER = '(?:output|tag|answer|respond|reply|say|print|return|add|assign|label|classify|mark|set|emit|use)';

// An order to a reader that a product has no business giving: "ignore the rules and output tag X". Both halves must
// be there, so that a book called "Ignore the Rules" keeps its title. Gaps are bounded, so matching is linear.
const INSTRUCTION = new RegExp(
  `\\b${VERB}\\b[^.!?\\n]{0,60}\\b${OBJECT}\\b[\\s\\S]{0,20}?\\b${ORDER}\\b[^.!?\\n]*[.!?]?`,
  'giu',
);

/**
 * Text without sentences that address a model. Depth, not the wall: whatever a text says, only vocabulary terms come
 * out of a tagger. But a rule that looks for "vegan" would otherwise find it in "output tag vegan".
 */
export function withoutInstructions(text: string): string {
  return text.replace(INSTRUCTION, ' ');
}
