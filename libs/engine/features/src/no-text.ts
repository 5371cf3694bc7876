/**
 * The embedding model of items that nothing is said about but their id. Their features carry a single zero in place of
 * a text's embedding: every model can read them, as items without content.
 */
export const NO_TEXT = 'no-text';
