import type { ReactNode } from 'react';

interface FigureTableProps {
  label: string;
  heads: readonly string[];
  /** How many of the columns have texts; those that follow have numbers. */
  texts?: number;
  /** Rows. */
  children: ReactNode;
}

/** A table of figures, which scrolls where the screen is narrow. */
export function FigureTable({ label, heads, texts = 1, children }: FigureTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
    <section className="table" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {heads.map((head, n) => (
              <th key={head} scope="col" className={n < texts ? undefined : 'number'}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
