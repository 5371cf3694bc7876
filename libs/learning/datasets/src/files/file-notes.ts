import type { CheckedFile } from './check-file.js';
import type { EventFindings, Unknown } from './event-findings.js';
import type { FileReport, Reason } from './file-report.js';
import type { Published } from './publish-file.js';

/** Keys of the items that the shop will have, and of the users of a file of users; undefined if there are none. */
export interface KnownIds {
  items: ReadonlySet<string> | undefined;
  users: ReadonlySet<string> | undefined;
}

type Outcome = Partial<Published> & {
  withdrawn?: number;
  /** Items that the catalogue has in a later version. */
  older?: number;
};

/** What became of a file, or would become. */
export function fileReport(checked: CheckedFile, known: KnownIds, outcome: Outcome): FileReport {
  const { file, rows, rejects, reasons, findings, examples } = checked;
  const { renamed = {}, eventType } = file.plan ?? {};
  const prices = checked.currencies.report();
  return {
    ...{ kind: file.kind, file: file.path, rows },
    ...{ published: outcome.published ?? 0, duplicates: outcome.duplicates ?? 0, rejected: rejects.count },
    ...{ reasons: reasons.list(), leftOut: leftOutWith(checked) },
    columns: file.plan?.readings() ?? [],
    notes: notesOn(checked, known, outcome),
    examples,
    ...(Object.keys(renamed).length > 0 ? { renamed } : {}),
    ...(eventType === undefined ? {} : { eventType }),
    ...(findings === undefined ? {} : { kinds: kindsOf(findings) }),
    ...(prices && { prices }),
    ...(rejects.count > 0 ? { rejectsFile: rejects.path } : {}),
  };
}

/** Refunds of orders are known once all purchases are. */
const leftOutWith = ({ leftOut, findings }: CheckedFile): Reason[] => {
  const rows = findings?.refunds.unmatched ?? 0;
  return rows === 0
    ? leftOut.list()
    : [...leftOut.list(), { reason: 'it takes an order back that the file does not have', rows }];
};

const kindsOf = ({ kinds, refunds: { ofItems } }: EventFindings): Readonly<Record<string, number>> =>
  ofItems === 0 ? kinds : { ...kinds, refund: (kinds['refund'] ?? 0) + ofItems };

/** A larger share of events of unknown items means that the ids of two files are not of one kind. */
const MANY = 0.05;

const number = (value: number): string => value.toLocaleString('en');

function notesOn({ file, findings }: CheckedFile, known: KnownIds, outcome: Outcome): string[] {
  const notes = [...file.source.notes];
  if (file.recipe) notes.push(`it is read as ${file.recipe.name}`);
  const { eventType, roles } = file.plan ?? {};
  if (eventType?.why === 'ratings') {
    notes.push(
      `no column says what happened and there is a column of ratings, so each row counts as ${eventType.type} with its value`,
    );
  } else if (eventType) {
    notes.push(`each row counts as ${eventType.type}`);
  }
  for (const [column, role] of roles ?? []) {
    if (typeof role === 'string') continue;
    const { field, unclear } = role;
    if (field === 'variant_id') {
      notes.push(`the variants of a product are one item; for items by ${column}: --variants several`);
    }
    if (unclear) {
      const { text, value } = unclear;
      notes.push(`nothing in ${column} tells whether "${text}" has a fraction; it is read as ${value}`);
    }
  }
  if (file.recipe?.variants && !file.plan?.has('variant_id')) {
    notes.push('its items are variants, because orders name them; for products: --variants one');
  }
  if (outcome.older)
    notes.push(`${number(outcome.older)} items have a later version in the catalogue, and change nothing`);
  if (file.kind === 'items' && outcome.withdrawn) {
    notes.push(`${number(outcome.withdrawn)} items of the catalogue are not in the file, and leave the catalogue`);
  }
  if (findings === undefined) return notes;
  const { repeated, persons, refunds } = findings;
  if (known.items) {
    const found = findings.items.unknown(known.items);
    const many = found.events > MANY * Object.values(findings.kinds).reduce((sum, count) => sum + count, 0);
    const help = many ? '; if another column has their ids: --map item_id=COLUMN, or --variants several' : '';
    notes.push(...unknown(found, 'items', 'the catalogue').map((note) => note + help));
  }
  if (known.users) notes.push(...unknown(findings.users.unknown(known.users), 'users', 'the file of users'));
  if (repeated > 0) notes.push(`${number(repeated)} rows are equal to an earlier row, and are kept`);
  if (persons.shared > 0) {
    notes.push(`${number(persons.shared)} anonymous ids are of several users, so their events stay anonymous`);
  }
  const { joined = 0 } = outcome;
  if (joined > 0) {
    notes.push(`${number(joined)} events of anonymous ids count for the user with that id`);
  }
  if (refunds.ofItems > 0) {
    const orders = refunds.orders - refunds.unmatched;
    notes.push(
      `${number(orders)} refunds of whole orders: ${number(refunds.ofItems)} refunds of their items are stored`,
    );
  }
  return notes;
}

function unknown({ events, ids, examples }: Unknown, what: string, where: string): string[] {
  if (events === 0) return [];
  return [
    `${number(events)} events are of ${number(ids)} ${what} that ${where} does not have, such as ${examples.join(', ')}`,
  ];
}
