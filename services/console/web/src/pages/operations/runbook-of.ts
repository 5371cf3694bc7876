const FOLDER = 'docs/runbooks';

/** The page of the documentation that says what to do about a part that is away. */
export function runbookOf(part: string, isReady: boolean): string {
  if (part === 'model') return 'docs/how-to/train-a-model.md';
  if (!isReady && part === 'answers') return `${FOLDER}/StarsNotReady.md`;
  return `${FOLDER}/StarsStoreAway.md`;
}
