const WORDS: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, y: true, ja: true, wahr: true, '1': true },
  ...{ false: false, no: false, n: false, nein: false, falsch: false, '0': false },
};

/** What a text says, or undefined. */
export const booleanOf = (text: string): boolean | undefined => WORDS[text.trim().toLowerCase()];
