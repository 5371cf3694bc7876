/**
 * The embedding model of items with nothing but an id. Their features carry a single zero in place of an embedding: every
 * model can read them, as items without content.
 */
export const NO_TEXT = 'no-text';
