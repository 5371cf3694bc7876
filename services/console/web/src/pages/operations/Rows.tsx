import type { ReactNode } from 'react';

interface RowsProps {
  caption: string;
  columns: readonly string[];
  children: ReactNode;
}

/** A table that scrolls by itself where the screen is narrow. */
export function Rows({ caption, columns, children }: RowsProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it, too
    <section className="rows" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
