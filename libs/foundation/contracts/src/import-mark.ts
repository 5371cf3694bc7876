/** Header with the id of the import that a message is part of. */
export const IMPORT_HEADER = 'stars-import';

interface WithHeaders {
  headers: Readonly<Record<string, string>>;
}

/** Marks a message as part of an import, so that the import can be taken back. */
export const asPartOf = <M extends WithHeaders>(message: M, importId: string): M => ({
  ...message,
  headers: { ...message.headers, [IMPORT_HEADER]: importId },
});

/** The import that a message is part of; undefined for live events. */
export const importOf = ({ headers }: WithHeaders): string | undefined => headers[IMPORT_HEADER];

/** The partition of messages that an import wrote to the archive: they were never on the bus, and have offsets of their own. */
export const ARCHIVE_PARTITION = -1;
